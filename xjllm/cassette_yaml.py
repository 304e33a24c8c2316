"""Recorded exchanges as YAML that people can read, and that reads back as exactly the same exchanges."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

from xjllm.errors import CassetteError

if TYPE_CHECKING:
    from collections.abc import Mapping


class ReadableYaml:
    """The serializer that vcrpy asks for: JSON bodies as structure, texts as blocks, Chinese as it is, no tags."""

    @staticmethod
    def serialize(kept: dict[str, Any]) -> str:
        """The text of a cassette's file.

        Raises:
            CassetteError: reading it would not give the same again.
        """
        exchanges = []
        for exchange in kept["interactions"]:
            request, response = exchange["request"], exchange["response"]
            exchanges.append(
                {
                    "request": {
                        "method": request["method"],
                        "uri": request["uri"],
                        **_unfold(request["body"]),
                    },
                    "response": {
                        "status": response["status"],
                        "headers": response["headers"],
                        **_unfold(response["body"]["string"]),
                    },
                }
            )
        shown = {"metadata": kept["metadata"], "version": kept["version"], "interactions": exchanges}
        text = yaml.dump(shown, Dumper=_BlockDumper, allow_unicode=True, sort_keys=False, width=110)
        if yaml.load(text, Loader=_Loader) != shown:  # noqa: S506 — `_Loader` is a safe loader
            raise CassetteError("the exchange cannot be stored as YAML without loss: report this")
        return text

    @staticmethod
    def deserialize(text: str) -> dict[str, Any]:
        """What `serialize` made a text of."""
        shown = yaml.load(text, Loader=_Loader)  # noqa: S506 — `_Loader` is a safe loader
        exchanges = []
        for exchange in shown["interactions"]:
            request, response = exchange["request"], exchange["response"]
            exchanges.append(
                {
                    "request": {
                        "method": request["method"],
                        "uri": request["uri"],
                        "body": _fold(request),
                        "headers": {},
                    },
                    "response": {
                        "status": response["status"],
                        "headers": response["headers"],
                        "body": {"string": _fold(response)},
                    },
                }
            )
        return {"interactions": exchanges, "metadata": shown["metadata"]}


def _unfold(body: str) -> dict[str, Any]:
    """The body as structure where it is JSON that survives the way there and back, else as text."""
    try:
        parsed = json.loads(body)
        json.dumps(parsed, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        return {"body": body}
    return {"json": parsed}


def _fold(part: Mapping[str, Any]) -> str:
    if "json" in part:
        return json.dumps(part["json"], ensure_ascii=False)
    return str(part["body"])


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _BlockDumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 — PyYAML gives it
        return True


_LINE_ENDS = frozenset("\r\x85\u2028\u2029")


def _represent_text(dumper: _BlockDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    if not _LINE_ENDS.isdisjoint(text):
        # YAML 1.1 takes these for line ends and folds them; only quoted and escaped they survive.
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_BlockDumper.add_representer(str, _represent_text)
