"""One recorded exchange as a file: vcrpy's cassette format, readable, cleaned, and played without patching.

vcrpy usually replaces the network functions of the whole process, so two recordings could not be played at
the same time. Here its cassettes stand behind httpx's own seam, the transport: one transport per request,
nothing global, and no way out to the network in replay, because nothing behind the transport leads there.

Importing this module imports vcrpy and httpx2; `cassettes` does so only when a request is made.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import yaml
from vcr import matchers
from vcr.cassette import Cassette
from vcr.record_mode import RecordMode
from vcr.request import Request as RecordedRequest
from vcr.serialize import deserialize, serialize

from xjllm.cassette_yaml import ReadableYaml
from xjllm.errors import CassetteError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HOST = "http://recorded.invalid"
"""Stands for every endpoint; the top-level domain `.invalid` never resolves (RFC 2606)."""

PATH = "/v1/chat/completions"

_HEADERS = {"content-type"}
_CAN_PASS = frozenset({408, 409, 429})

_SECRETS = {
    "an API key": re.compile(r"\b(?:sk|pk|rk)-[A-Za-z0-9_-]{16,200}"),
    "a bearer token": re.compile(r"\bBearer [A-Za-z0-9._~+/=-]{12,200}", re.IGNORECASE),
    "a web token": re.compile(r"\beyJ[A-Za-z0-9_-]{16,200}\."),
    "a repository or hub token": re.compile(r"\b(?:gh[pousr]|github_pat|hf|glpat|xox[bp])[_-][A-Za-z0-9_-]{20,200}"),
    "a cloud key": re.compile(r"\b(?:AKIA|ASIA|AIza)[0-9A-Za-z_-]{16,40}"),
    "an authorization header": re.compile(
        r"^[ ]{0,40}['\"-]{0,2}[ ]?(?:authorization|api-key|x-api-key|set-cookie|cookie|openai-organization|"
        r"openai-project)['\"]?:",
        re.IGNORECASE | re.MULTILINE,
    ),
    "an address of this machine": re.compile(r"\b(?:127\.0\.0\.1|localhost:\d|192\.168\.\d{1,3}\.\d)"),
    "a host with a port": re.compile(r"\bhttps?://[^\s/:\"']{1,253}:\d"),
    "a home folder": re.compile(r"(?:/home/|/root/|/Users/|\b[A-Z]:\\Users\\)"),
}


def find_secrets(text: str, also: Sequence[str] = ()) -> tuple[str, ...]:
    """What `text` holds that must not be published, one description each, without the secret itself.

    Args:
        text: a cassette or anything beside it.
        also: further texts that must not occur, such as the key in use.
    """
    found = [
        f"{what} in line {text.count(chr(10), 0, match.start()) + 1}"
        for what, pattern in _SECRETS.items()
        if (match := pattern.search(text))
    ]
    return (*found, *("the key in use" for secret in also if len(secret) > 7 and secret in text))


class ReplayTransport(httpx2.AsyncBaseTransport):
    """Answers from a cassette and from nowhere else.

    Attributes:
        cassette: what is played.
        missed: body of the request that the cassette does not hold; None as long as all were there.
    """

    def __init__(self, cassette: Cassette) -> None:
        self.cassette = cassette
        self.missed: dict[str, Any] | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The recorded response; a request that was not recorded is a broken connection to the client."""
        asked = await _read_request(request)
        if not self.cassette.can_play_response_for(asked):
            self.missed = _read_json(asked.body)
            raise httpx2.ConnectError("this request is not in the cassette", request=request)
        played = self.cassette.play_response(asked)
        return httpx2.Response(
            played["status"]["code"],
            headers=[(name, value) for name, values in played["headers"].items() for value in values],
            content=played["body"]["string"],
        )


class RecordTransport(httpx2.AsyncBaseTransport):
    """Passes requests on and keeps what came back, except failures that the client tries again after."""

    def __init__(self, cassette: Cassette, inner: httpx2.AsyncBaseTransport) -> None:
        self.cassette = cassette
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The endpoint's response, uncompressed."""
        asked = await _read_request(request)
        response = await self._inner.handle_async_request(request)
        body = await response.aread()
        await response.aclose()
        if response.status_code < 500 and response.status_code not in _CAN_PASS:
            kept = {
                "status": {"code": response.status_code, "message": response.reason_phrase},
                "headers": {k: [v] for k, v in response.headers.items() if k.lower() in _HEADERS},
                "body": {"string": body},
            }
            self.cassette.append(asked, kept)
        headers = [
            (name, value)
            for name, value in response.headers.multi_items()
            if name.lower() not in ("content-encoding", "content-length", "transfer-encoding")
        ]
        return httpx2.Response(response.status_code, headers=headers, content=body)

    async def aclose(self) -> None:
        """Close what carried the requests."""
        await self._inner.aclose()


def load_cassette(path: Path) -> Cassette:
    """The recorded exchanges of a file, ready to be played.

    Raises:
        CassetteError: the file cannot be read or is no cassette of ours.
    """
    try:
        cassette = Cassette.load(**_options(path), record_mode=RecordMode.NONE)
        read_metadata(cassette)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())[:200]
        raise CassetteError(f"{path}: no readable cassette, record it again with `make record` ({said})") from error
    return cassette


def new_cassette(path: Path) -> Cassette:
    """An empty cassette that records; nothing is written until `save_cassette`."""
    return Cassette(**_options(path), record_mode=RecordMode.ALL)


def render_cassette(cassette: Cassette, metadata: Mapping[str, str]) -> str:
    """The cassette as the text of its file."""
    kept = {"requests": cassette.requests, "responses": cassette.responses, "metadata": dict(metadata)}
    text: str = serialize(kept, ReadableYaml)
    return text


def read_metadata(cassette: Cassette) -> dict[str, str]:
    """What was stored about the request: its name, its prompt and the hashes.

    Raises:
        LookupError: the cassette has none.
    """
    keys = ("request", "prompt", "prompt_sha256", "schema_sha256")
    try:
        return {key: str(cassette.get_metadata(key, "")) for key in keys}
    except Exception as error:
        # vcrpy's MissingMetadataError explains record modes over many lines, which do not apply here.
        raise LookupError("it has no metadata") from error


def read_bodies(cassette: Cassette) -> list[dict[str, Any]]:
    """The bodies of the recorded requests, in order."""
    return [_read_json(request.body) for request in cassette.requests]


def _options(path: Path) -> dict[str, Any]:
    return {
        "path": str(path),
        "serializer": ReadableYaml,
        "persister": _Utf8Files,
        "match_on": (matchers.method, matchers.path, _same_body),
        "before_record_request": _clean_request,
    }


def _clean_request(request: RecordedRequest) -> RecordedRequest:
    """The request without headers, host and everything in the path that says whose endpoint it was."""
    path = PATH if request.path.endswith("/chat/completions") else request.path
    return RecordedRequest(request.method, HOST + path, request.body, {})


def _same_body(one: RecordedRequest, other: RecordedRequest) -> None:
    # Named and raising as vcrpy wants its matchers; the order of keys carries no meaning in JSON.
    if _canonical(one.body) != _canonical(other.body):
        raise AssertionError("the bodies differ")


def _canonical(body: bytes) -> str:
    return json.dumps(_read_json(body), sort_keys=True)


def _read_json(body: bytes | str | None) -> dict[str, Any]:
    try:
        parsed = json.loads(body or b"")
    except ValueError:
        return {"text": repr(body)}
    return parsed if isinstance(parsed, dict) else {"text": parsed}


async def _read_request(request: httpx2.Request) -> RecordedRequest:
    return RecordedRequest(request.method, str(request.url), await request.aread(), {})


class _Utf8Files:
    """vcrpy's own files are in the encoding of the machine's locale; ours are UTF-8 everywhere."""

    @staticmethod
    def load_cassette(path: str, serializer: type[ReadableYaml]) -> tuple[list[RecordedRequest], ...]:
        loaded: tuple[list[RecordedRequest], ...] = deserialize(Path(path).read_text(encoding="utf-8"), serializer)
        return loaded
