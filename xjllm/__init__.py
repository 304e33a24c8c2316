"""xjllm turns news about foreign trade into checked trade facts, with the help of a language model.

Code finds the figures, the model says what they mean, code checks the answer.

The way of an article, a module or folder a stage; each imports only from its own line and those above it (tested):

    errors, vocabulary, periods, places,     what everything stands on
      plain_text
    article, reading/                        file → Article: text, headline, story, day of publication
    figures/                                 Article → figures, found by code
    fact, finding, result                    what users get
    exchange, converted_years, dating,       exchange rates; the year of an undated article; facts → findings
      checks/
    narrowing/                               what words leave open, for small models and the baseline
    model, numbering, answer, parts          the seam to models; figures by number, the answers a model may give
    local_answer, local_prompting,           figures → requests, with prompts/
      local_codes, prompting
    openai_*, cassette_*, recordings,        requests → replies: an endpoint, a recording
      replay, cassettes
    weights/, local_engine, local_model,     the embedded model, and the baseline without a model
      rules_model
    model_names                              a model's name → the model
    quotations, answer_reading, assembling   replies → facts; periods become months
    extraction                               the whole way; `Extractor`, `extract`, `aextract`
    scoring/                                 facts against gold
    throttle, concurrency, token_counts,     many articles: limits, prices, the Batch API, the ledger, Ray
      pacing, prices, batch_api*, batch/,
      ray*
    cli/                                     `python -m xjllm`
    testing                                  `FakeModel`, for your tests and ours
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xjllm.article import Article
    from xjllm.batch import iter_batch, run_batch
    from xjllm.errors import XjllmError
    from xjllm.extraction import Extractor, ExtractorSettings, aextract, extract
    from xjllm.fact import Fact, Provenance, Whole
    from xjllm.figures import Figure, find_figures
    from xjllm.finding import Finding
    from xjllm.periods import Period
    from xjllm.reading import read_article
    from xjllm.result import Extraction, SetAside

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Extraction",
    "Extractor",
    "ExtractorSettings",
    "Fact",
    "Figure",
    "Finding",
    "Period",
    "Provenance",
    "SetAside",
    "Whole",
    "XjllmError",
    "__version__",
    "aextract",
    "extract",
    "find_figures",
    "iter_batch",
    "read_article",
    "run_batch",
]

# The public names are imported when they are first used, so that `import xjllm` costs nothing: compiling the rules
# of all stages takes a few tenths of a second.
_HOMES = {
    "Article": "article",
    "Extraction": "result",
    "Extractor": "extraction",
    "ExtractorSettings": "extraction",
    "Fact": "fact",
    "Figure": "figures",
    "Finding": "finding",
    "Period": "periods",
    "Provenance": "fact",
    "SetAside": "result",
    "Whole": "fact",
    "XjllmError": "errors",
    "aextract": "extraction",
    "extract": "extraction",
    "find_figures": "figures",
    "iter_batch": "batch",
    "read_article": "reading",
    "run_batch": "batch",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 (any public name)
    if name not in _HOMES:
        raise AttributeError(f"module 'xjllm' has no attribute {name!r}")
    value = getattr(import_module(f"xjllm.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
