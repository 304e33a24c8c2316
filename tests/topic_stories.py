"""Stories of `data/topic_stories.txt`: what each of their figures says, and what the rules make of it."""

import re
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

from xjllm import Extractor
from xjllm.fact import Fact
from xjllm.rules_model import RulesModel
from xjllm.scoring.agreement import STRICT_FIELDS, wrong_fields
from xjllm.vocabulary import MEASURE_OF_UNIT

DATA = Path(__file__).parent / "data"
FIELDS = (
    "statistic", "ranked_by", "basis", "measure", "flow", "reporter", "partner", "commodity", "enterprise_type",
    "trade_mode", "zone", "port", "transport", "period", "per", "whole", "adjusted", "record",
)  # fmt: skip
_FLOWS = {"T": "total", "E": "exports", "I": "imports", "B": "balance", "N": None}
_STATISTICS = {
    "L": "level", "C": "change", "G": "growth", "D": "growth_gap", "S": "share", "P": "share_change", "R": "rank",
}  # fmt: skip
_KEYS = {
    "from": "reporter", "p": "period", "g": "commodity", "z": "zone", "port": "port", "by": "transport",
    "type": "enterprise_type", "mode": "trade_mode", "per": "per", "m": "measure",
}  # fmt: skip
_RANK = re.compile(r"first|second|third|fourth|fifth|largest|biggest|top")
_MULTIPLE = re.compile(r"doubl|tripl|quadrupl|twice|fold$|times$")
_MONEY = re.compile(r"[$€¥]|(?:yuan|dollars|tenge|euros)$")
_WEIGHT = re.compile(r"(?:tons|tonnes|TEUs?)$")


@dataclass(frozen=True)
class Story:
    """A story with its expected facts: (figure, the fields of `FIELDS`).

    `misread` are the figures that the rules are known to get wrong or to take for facts, marked "?" in the file.
    """

    title: str
    published: date
    text: str
    expected: list[tuple[str, dict[str, object]]]
    misread: list[str]


@dataclass(frozen=True)
class Outcome:
    """What the rules made of a story.

    Attributes:
        pairs: (fact as it should be, fact found) of the facts that both have.
        missed: figures of expected facts that were not found.
        spurious: figures of facts that are none.
    """

    pairs: list[tuple[Fact, Fact]]
    missed: list[str]
    spurious: list[str]


def load_stories(name="topic_stories.txt"):
    """The stories of a file of `data/`, in order."""
    stories = []
    for block in (DATA / name).read_text(encoding="utf-8").split("\n## ")[1:]:
        head, *lines = block.strip().splitlines()
        title, published, reporter, main = (each.strip() for each in head.split(" | "))
        body = [line for line in lines if line and not line.startswith(">")]
        rows = [row for line in lines if line.startswith(">") for row in line[1:].split(";") if row.strip()]
        misread = sorted(row.partition("=")[0].strip(" ?") for row in rows if row.strip().startswith("?"))
        expected = [
            _expected(row.replace("?", ""), reporter, main) for row in rows if not row.strip().endswith("= none")
        ]
        text = "\n\n".join((title, *body)) + "\n"
        stories.append(Story(title, date.fromisoformat(published), text, expected, misread))
    return stories


def read_with_rules(story):
    """What the rules make of a story."""
    facts = Extractor(RulesModel()).extract(story.text.encode(), name="story.txt", published=story.published).facts
    wanted, found = [figure for figure, _ in story.expected], [fact.figure for fact in facts]
    pairs, missed, spurious = [], [], []
    for how, i, j, k, n in SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        if how == "equal":
            pairs += [(gold(one[1], fact), fact) for one, fact in zip(story.expected[i:j], facts[k:n], strict=True)]
        else:
            missed += wanted[i:j]
            spurious += found[k:n]
    return Outcome(pairs, missed, spurious)


def misread(story):
    """The figures of a story that the rules get wrong in a field of strict facts, miss or take for facts, sorted."""
    outcome = read_with_rules(story)
    wrong = [
        fact.figure for right, fact in outcome.pairs if any(each in STRICT_FIELDS for each in wrong_fields(right, fact))
    ]
    return sorted([*wrong, *outcome.missed, *outcome.spurious])


def gold(fields, fact):
    """The fact as it should be: the expected fields put into the fact found, whose span, value and unit hold."""
    known = dict(fields)
    if not known["measure"]:
        # What a bare count counts follows from its unit.
        known["measure"] = MEASURE_OF_UNIT.get(fact.unit, fact.measure)
    if known["measure"] == "freight_trains":
        known["transport"] = "rail"
    if known["whole"]:
        known["whole"] = {name: None if value == "none" else value for name, value in known["whole"].items()}
    return Fact.model_validate(fact.model_dump() | known)


def _expected(row, reporter, main):
    figure, _, codes = (part.strip() for part in row.partition(" = "))
    fact = dict.fromkeys(FIELDS) | {"reporter": reporter, "partner": "WLD", "period": main}
    fact |= {"adjusted": False, "record": False}
    fact["statistic"], fact["measure"] = _usual(figure)
    for code in codes.split():
        key, _, value = code.partition("=")
        if not value:
            fact |= _of_code(code)
        elif key == "w":
            fact["whole"] = dict(
                each.replace("__", "~").replace("_", " ").replace("~", "_").split(":")
                for each in value.split(",")
                if each
            )
        else:
            fact[_KEYS[key]] = value if key in {"m", "type"} else value.replace("_", " ")
    if fact["statistic"] in {"growth", "change", "share_change"} and not fact["basis"]:
        fact["basis"] = "yoy"
    return figure, fact


def _of_code(code):
    marks = {"rec": "record", "adj": "adjusted"}
    if code in marks:
        return {marks[code]: True}
    if code in {"mom", "qoq", "other"}:
        return {"basis": code}
    if code == "by_growth":
        return {"ranked_by": "growth"}
    if code in _FLOWS:
        return {"flow": _FLOWS[code]}
    return {"statistic": _STATISTICS[code]} if code in _STATISTICS else {"partner": code.replace("_", " ")}


def _usual(figure):
    """Statistic and measure that figures of this look usually have."""
    if _RANK.match(figure):
        return "rank", "trade_value"
    if _MULTIPLE.search(figure):
        return "growth", "trade_value"
    if figure.endswith("points"):
        return "growth_gap", "trade_value"
    if figure.endswith(("percent", "%", "per cent", "pct")):
        return "growth", "trade_value"
    return "level", "freight_volume" if _WEIGHT.search(figure) else "trade_value" if _MONEY.search(figure) else ""
