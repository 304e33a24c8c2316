"""The facts of a gold file: each checked against the fact model, the closed sets and the article's text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from xjllm.article import Span, occurrence_at, occurrence_start
from xjllm.errors import XjllmError
from xjllm.fact import Fact
from xjllm.reading.sentences import sentence_at
from xjllm.scoring.agreement import STRICT_FIELDS, same_value
from xjllm.scoring.gold_json import Problems, check_keys, show
from xjllm.vocabulary import PLAIN_UNITS

if TYPE_CHECKING:
    from xjllm.article import Article

FACT_KEYS = frozenset(Fact.model_fields) - {"start", "end", "sentence", "provenance"}
"""The fields of the guidelines; the others of a fact are found in the article."""

_REQUIRED = tuple(name for name, field in Fact.model_fields.items() if field.is_required() and name in FACT_KEYS)
_SUBDIVISION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_MOST_DIGITS = 18
"""Beyond all world trade in any currency."""


def read_facts(listed: list[Any], article: Article | None, problems: Problems) -> list[Fact]:
    """The facts that a gold file lists, in text order; one with a problem is noted and left out.

    Without the article nothing has a place, and none is returned, but what is wrong with the other fields is noted.
    """
    found: list[tuple[int, Fact]] = []
    for index, raw in enumerate(listed):
        here = problems.at(f"facts[{index}]")
        if isinstance(raw, dict):
            fact = _read_fact(raw, article, here)
            found += [(index, fact)] if fact else []
        else:
            here.add("", f"{show(raw)} is not an object")
    _check_together(found, problems)
    return sorted((fact for _, fact in found), key=lambda fact: (fact.start, fact.end))


def _read_fact(raw: dict[str, Any], article: Article | None, problems: Problems) -> Fact | None:
    before = len(problems.lines)
    check_keys(raw, FACT_KEYS, problems=problems)
    for name in _REQUIRED:
        if name not in raw:
            problems.add(name, "is missing")
    text = article.text if article else None
    span = _find_figure(raw, text, problems)
    known = {name: value for name, value in raw.items() if name in FACT_KEYS}
    if isinstance(known.get("value"), int) and not isinstance(known["value"], bool):
        known["value"] = Decimal(known["value"])
    start, end = span or (0, 1)
    around = sentence_at(text, *span) if text and span else Span(0, 0)
    sentence = text[around.start : around.end] if text else ""
    try:
        # Strict: "yes" is not true, and "48.4" is not a number, though pydantic would take them.
        fact = Fact.model_validate(known | {"start": start, "end": end, "sentence": sentence}, strict=True)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            name = ".".join(map(str, one["loc"]))
            if one["type"] != "missing" and not (name in {"figure", "occurrence"} and span is None):
                message = one["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
                message = message.replace("an instance of Decimal", "a number")
                problems.add(name, f"{message}, not {show(one['input'])}" if "must be" in message else message)
        fact = None
    _check_codes(known, problems)
    if span and isinstance(known.get("value"), Decimal):
        _check_value(known["figure"], known["value"], known.get("unit"), problems)
    return fact if span and len(problems.lines) == before else None


def _find_figure(raw: dict[str, Any], text: str | None, problems: Problems) -> tuple[int, int] | None:
    figure, occurrence = raw.get("figure"), raw.get("occurrence", 1)
    if "figure" not in raw:
        return None
    if not isinstance(figure, str) or not figure.strip():
        problems.add("figure", f"must be a text of the article, not {show(figure)}")
        return None
    if not isinstance(occurrence, int) or isinstance(occurrence, bool) or occurrence < 1:
        problems.add("occurrence", f"must be a whole number from 1, not {show(occurrence)}")
        return None
    if text is None:
        return None
    start = occurrence_start(text, figure, occurrence)
    if start is None:
        last = text.rfind(figure)
        if last < 0:
            problems.add("figure", f"the article has no {show(figure)} (upper and lower case matter)")
        else:
            seen = occurrence_at(text, figure, last)
            problems.add("occurrence", f"{show(figure)} stands in the article {seen} times, not {show(occurrence)}")
        return None
    end = start + len(figure)
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if (figure[0].isdigit() and re.search(r"\d[.,]?$", before)) or (
        figure[-1].isdigit() and re.match(r"\d|[.,]\d", after)
    ):
        around = show(text[max(0, start - 12) : end + 12])
        problems.add("occurrence", f"occurrence {occurrence} of {show(figure)} is a part of a longer number: {around}")
        return None
    return start, end


def _check_codes(known: dict[str, Any], problems: Problems) -> None:
    import pycountry

    from xjllm.places import GROUPS

    def is_listed(table: Any, **key: str) -> bool:  # noqa: ANN401 (pycountry is not typed)
        # pycountry looks codes up without regard to case.
        return all(code.isupper() for code in key.values()) and table.get(**key) is not None

    def is_place(code: str) -> bool:
        if _SUBDIVISION.fullmatch(code):
            return is_listed(pycountry.subdivisions, code=code)
        return code in GROUPS or is_listed(pycountry.countries, alpha_3=code)

    def stated(name: str) -> list[tuple[str, str]]:
        # The types are pydantic's to check; here only texts can be wrong.
        whole = known.get("whole")
        fields = [(name, known.get(name))]
        fields += [(f"whole.{name}", whole.get(name))] if isinstance(whole, dict) else []
        return [(field, code) for field, code in fields if isinstance(code, str)]

    unit = known.get("unit")
    if isinstance(unit, str) and unit not in PLAIN_UNITS and not is_listed(pycountry.currencies, alpha_3=unit):
        problems.add("unit", f"{show(unit)} is neither an ISO 4217 code nor one of {', '.join(PLAIN_UNITS)}")
    for field, code in stated("reporter"):
        if not is_place(code):
            problems.add(field, f"{show(code)} is no code of ISO 3166-1 (alpha-3), ISO 3166-2 or a group")
    for field, code in stated("partner"):
        # A group that the guidelines do not list goes by its lower-case name.
        if not is_place(code) and (code != code.lower() or not code.strip()):
            problems.add(field, f"{show(code)} is no ISO 3166 code, no group's code and no lower-case name")


def _check_value(figure: str, value: Decimal, unit: object, problems: Problems) -> None:
    # By digits alone: arithmetic on a mistyped exponent ("1e999999") would overflow.
    if value and value.adjusted() >= _MOST_DIGITS:
        problems.add("value", f"{show(value)} is 10^{_MOST_DIGITS} or more: no figure of trade")
        return
    from xjllm.figures import read_figure

    try:
        printed = read_figure(figure)
    except (XjllmError, ValueError):
        # The finder does not read every phrase that a person takes for a figure.
        return
    # A word has several readings ("half" is 50 percent or 0.5 times): only the one of the fact's unit counts.
    in_words = not any(sign.isdigit() for sign in figure)
    if in_words and printed.unit not in {None, unit}:
        return
    # "4.4 to 5.6 billion" gives the first number a scale that its own text does not have.
    same_digits = value.normalize().as_tuple().digits == printed.value.normalize().as_tuple().digits
    if not (same_digits and printed.unit is None) and not same_value(abs(value), abs(printed.value), figure=figure):
        problems.add("value", f"{show(value)} is not what {show(figure)} says ({show(printed.value)})")


def _check_together(found: list[tuple[int, Fact]], problems: Problems) -> None:
    ordered = sorted(found, key=lambda entry: (entry[1].start, entry[1].end, entry[0]))
    seen: dict[str, int] = {}
    reach: tuple[int, Fact] | None = None
    for index, fact in ordered:
        here = problems.at(f"facts[{index}]")
        key = fact.model_dump_json(include={"figure", "occurrence", *STRICT_FIELDS})
        if seen.setdefault(key, index) != index:
            here.add("", f"the same fact as facts[{seen[key]}]")
        if reach and fact.start < reach[1].end and (fact.start, fact.end) != (reach[1].start, reach[1].end):
            here.add("figure", f"{show(fact.figure)} overlaps {show(reach[1].figure)} of facts[{reach[0]}]")
        if not reach or fact.end > reach[1].end:
            reach = index, fact
