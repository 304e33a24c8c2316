"""Gold files as JSON: parsed exactly, every problem noted by path and field instead of raised one by one."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

T = TypeVar("T")

_NAMES = {bool: "true or false", int: "a whole number", str: "a text", list: "a list"}


@dataclass(frozen=True)
class Problems:
    """Where a reader stands, and the lines that all readers of a gold folder write to.

    Attributes:
        place: path of the file, and what in it: `gold/a.json: facts[3]`.
        lines: all problems so far, `<place>.<field>: <what is wrong>`; shared by all places.
    """

    place: str = ""
    lines: list[str] = field(default_factory=list)

    def at(self, inner: object) -> Problems:
        """The same problems, seen from a place within this one."""
        return Problems(f"{self.place}: {inner}" if self.place else str(inner), self.lines)

    def add(self, name: str, what: str) -> None:
        """Note that `what` is wrong with the field `name` of this place; no name is the place itself."""
        # Inside a file the field belongs to the fact ("facts[3].unit"); at its top it follows the path.
        joint = "." if ": " in self.place else ": "
        self.lines.append(f"{self.place}{joint}{name}: {what}" if name else f"{self.place}: {what}")


def show(value: object) -> str:
    """`value` as quoted, one-line, printable text of at most some 80 characters, for a message."""
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    text = str(value) if isinstance(value, Decimal) else text
    return text if len(text) <= 80 else text[:77] + "…"


def parse_json(path: Path, problems: Problems) -> dict[str, Any] | None:
    """The JSON object in `path`, fractions as Decimal; None, and a problem noted, where there is none."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key, value in pairs:
            if key in seen:
                raise ValueError(f"the key {show(key)} stands twice in one object")
            seen[key] = value
        return seen

    def refuse(name: str) -> None:
        raise ValueError(f"{name} is not a JSON number")

    try:
        content = json.loads(
            path.read_text("utf-8-sig"), parse_float=Decimal, parse_constant=refuse, object_pairs_hook=once
        )
    except json.JSONDecodeError as error:
        problems.add("", f"not JSON: {error.msg} in line {error.lineno}, column {error.colno}")
    except UnicodeDecodeError:
        problems.add("", "not UTF-8")
    except OSError as error:
        problems.add("", f"cannot be read: {error.strerror}")
    except RecursionError:
        problems.add("", "not a gold file: nested too deeply")
    except (ValueError, ArithmeticError) as error:
        problems.add("", f"not a gold file: {error}")
    else:
        if isinstance(content, dict):
            return content
        problems.add("", "not a gold file: the JSON is not an object")
    return None


def check_keys(content: dict[str, Any], known: Iterable[str], *, problems: Problems) -> None:
    """Note every key of `content` that is not `known`."""
    names = sorted(known)
    for key in content:
        if key not in names:
            problems.add(show(key), f"unknown field; known are {', '.join(names)}")


def check_type(content: dict[str, Any], name: str, kind: type[T], default: T | None, *, problems: Problems) -> T | None:
    """`content[name]` where it is a `kind`; else None, noted as a problem. `default` where it is left out.

    A `default` of None makes the field required.
    """
    if name not in content:
        if default is None:
            problems.add(name, "is missing")
        return default
    value = content[name]
    # bool is a kind of int to Python, not to a reader of gold files.
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        problems.add(name, f"{show(value)} is not {_NAMES[kind]}")
        return None
    return value
