"""The tables of a batch: their columns, typed for Arrow, and the rows that an article gives.

docs/batch.md lists every column with its unit; a test compares the two.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from xjllm.batch.records import open_extraction, open_plain
from xjllm.fact import Fact
from xjllm.finding import Finding
from xjllm.result import Extraction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa
    from pydantic import BaseModel

TABLES = ("articles", "facts", "findings", "set_aside", "failures")

COLUMNS: dict[str, dict[str, str]] = {
    "articles": {
        "article": "string",
        "state": "string",
        "copy_of": "string",
        "near_copy_of": "string",
        "similarity": "double",
        "name": "string",
        "place": "string",
        "url": "string",
        "title": "string",
        "published": "date",
        "year_inferred": "bool",
        "facts": "int32",
        "errors": "int32",
        "warnings": "int32",
        "set_aside": "int32",
        "requests": "int64",
        "input_tokens": "int64",
        "output_tokens": "int64",
        "cached_tokens": "int64",
        "cost_usd": "double",
        "article_sha256": "string",
        "prompt": "string",
        "prompt_sha256": "string",
        "schema_sha256": "string",
        "model": "string",
    },
    "facts": {
        "article": "string",
        "fact": "int32",
        "published": "date",
        "figure": "string",
        "occurrence": "int32",
        "value": "double",
        "unit": "string",
        "comparator": "string",
        "statistic": "string",
        "ranked_by": "string",
        "basis": "string",
        "measure": "string",
        "flow": "string",
        "reporter": "string",
        "partner": "string",
        "commodity": "string",
        "enterprise_type": "string",
        "trade_mode": "string",
        "zone": "string",
        "port": "string",
        "transport": "string",
        "period_first": "string",
        "period_last": "string",
        "per": "string",
        "whole": "string",
        "adjusted": "bool",
        "record": "bool",
        "source": "string",
        "errors": "int32",
        "warnings": "int32",
        "start": "int32",
        "end": "int32",
        "sentence": "string",
        "near_copy_of": "string",
        "article_sha256": "string",
        "prompt": "string",
        "model": "string",
        "reply_id": "string",
    },
    "findings": {
        "article": "string",
        "code": "string",
        "severity": "string",
        "message": "string",
        "facts": "list<int32>",
        "start": "int32",
        "end": "int32",
    },
    "set_aside": {
        "article": "string",
        "figure": "string",
        "start": "int32",
        "end": "int32",
        "reason": "string",
        "by": "string",
    },
    "failures": {
        "article": "string",
        "place": "string",
        "stage": "string",
        "error": "string",
        "message": "string",
        "raw": "string",
        "requests": "int64",
        "input_tokens": "int64",
        "output_tokens": "int64",
        "cached_tokens": "int64",
        "cost_usd": "double",
        "prompt": "string",
        "model": "string",
    },
}
"""Columns of each table in order, with their types."""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """A row of the ledger with what hangs on it.

    Attributes:
        columns: those of the table `articles` that the ledger holds itself.
        packed: the extraction as the ledger keeps it; None for copies and what was skipped.
    """

    columns: Mapping[str, Any]
    packed: bytes | None

    def extraction(self) -> Extraction | None:
        """The extraction, as it was when it was stored."""
        if self.packed is None:
            return None
        return open_extraction(self.packed)


def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of a table, with its name and version as metadata."""
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "double": pa.float64(),
        "bool": pa.bool_(),
        "int32": pa.int32(),
        "int64": pa.int64(),
        "date": pa.date32(),
        "list<int32>": pa.list_(pa.field("element", pa.int32())),
    }
    fields = [pa.field(name, types[kind]) for name, kind in COLUMNS[table].items()]
    return pa.schema(fields, metadata={"xjllm.table": table, "xjllm.table_version": "1"})


def arrow_table(table: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """The rows as an Arrow table of the documented schema."""
    import pyarrow as pa

    schema = arrow_schema(table)
    columns = zip(*map(itemgetter(*schema.names), rows), strict=True) if rows else ((),) * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def table_rows(stored: Iterable[StoredArticle]) -> dict[str, list[dict[str, Any]]]:
    """The rows of `articles`, `facts`, `findings` and `set_aside` that the articles give."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES if name != "failures"}
    for one in stored:
        # What the ledger holds was validated when it was made; to do that again takes longer than all the rest here.
        plain = None if one.packed is None else _EXTRACTION | open_plain(one.packed)
        rows["articles"].append(_article_row(one.columns, plain))
        if plain is not None:
            _add_rows(rows, one.columns, plain)
    return rows


def _defaults(of: type[BaseModel]) -> dict[str, Any]:
    return {name: None if field.is_required() else field.default for name, field in of.model_fields.items()}


_EXTRACTION, _FACT, _FINDING = _defaults(Extraction), _defaults(Fact), _defaults(Finding)
"""What stands for fields that were left unset: they are not stored."""


def _article_row(columns: Mapping[str, Any], plain: dict[str, Any] | None) -> dict[str, Any]:
    row = dict.fromkeys(COLUMNS["articles"]) | dict(columns)
    if plain is None:
        return row
    severities = [finding["severity"] for finding in plain["findings"]]
    return row | {
        "title": plain["title"],
        "published": _read_day(plain),
        "year_inferred": plain["year_inferred"],
        "facts": len(plain["facts"]),
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
        "set_aside": len(plain["set_aside"]),
    }


def _read_day(plain: dict[str, Any]) -> date | None:
    return date.fromisoformat(plain["published"]) if plain["published"] else None


def _add_rows(rows: dict[str, list[dict[str, Any]]], columns: Mapping[str, Any], plain: dict[str, Any]) -> None:
    article = columns["article"]
    published = _read_day(plain)
    named: dict[tuple[int, str], int] = {}
    for finding in plain["findings"]:
        row = {**_FINDING, **finding, "article": article}
        rows["findings"].append(row)
        for index in row["facts"]:
            named[index, row["severity"]] = named.get((index, row["severity"]), 0) + 1
    for index, fact in enumerate(plain["facts"]):
        row = {**_FACT, **fact}
        first, _, last = (row["period"] or "").partition("/")
        provenance = row["provenance"]
        row |= {
            "article": article,
            "fact": index,
            "published": published,
            "value": float(row["value"]),
            "period_first": first or None,
            "period_last": last or None,
            "whole": json.dumps(row["whole"], ensure_ascii=False) if row["whole"] else None,
            "errors": named.get((index, "error"), 0),
            "warnings": named.get((index, "warning"), 0),
            "near_copy_of": columns["near_copy_of"],
            "article_sha256": plain["article_sha256"],
            "prompt": columns["prompt"],
            "model": provenance["model"] if provenance else columns["model"],
            "reply_id": provenance["reply_id"] if provenance else None,
        }
        rows["facts"].append(row)
    rows["set_aside"] += [{"article": article, **aside} for aside in plain["set_aside"]]
