"""Extraction: the whole way of an article, with a fake model."""

import asyncio
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import xjllm
from xjllm.errors import CutOff, SettingsError
from xjllm.figures import finder
from xjllm.prompting import PartLimits
from xjllm.result import ROW_COLUMNS
from xjllm.testing import FakeModel

TEXT = (
    "Georgia's trade gap narrows\n\n"
    "TBILISI, May 20 -- Georgia's exports fell by 6.3 percent to $503 million in April, the statistics office said. "
    "Imports came to $1.12 billion.\n\n"
    "RELATED STORIES\nWheat up 9 percent\n"
)
ANSWER = {
    "reporter": "GEO",
    "period": "2019-04",
    "facts": [
        {"n": 1, "flow": "exports", "down": True},
        {"n": 2, "flow": "exports"},
        {"n": 3, "flow": "imports"},
    ],
    "sources": [{"n": 1, "name": "Geostat"}],
}


def _extract(answers=(ANSWER,), text=TEXT, **arguments):
    return xjllm.extract(text, model=FakeModel(list(answers)), published=date(2019, 5, 20), **arguments)


def test_article_becomes_facts_with_value_place_and_provenance():
    """Every fact is a span of the article with its value, its sentence and the exchange that gave it."""
    extraction = _extract(name="story.txt")
    assert [(f.figure, float(f.value), f.flow) for f in extraction.facts] == [
        ("6.3 percent", -6.3, "exports"),
        ("$503 million", 503e6, "exports"),
        ("$1.12 billion", 1.12e9, "imports"),
    ]
    for fact in extraction.facts:
        assert TEXT[fact.start : fact.end] == fact.figure
        assert fact.figure in fact.sentence
        assert fact.provenance is not None
        assert fact.provenance.article_sha256 == extraction.article_sha256
        assert (fact.provenance.prompt, fact.provenance.model) == ("extract.v1", "fake")
        assert fact.provenance.reply_id == "fake-1"
    assert extraction.name == "story.txt"
    assert extraction.title == "Georgia's trade gap narrows"
    assert extraction.usage.requests == 1


def test_every_figure_is_a_fact_or_set_aside():
    """Facts and set-aside figures together are every figure that code finds, furniture included."""
    extraction = _extract()
    spans = {(f.start, f.end) for f in extraction.facts} | {(a.start, a.end) for a in extraction.set_aside}
    assert spans == {(figure.start, figure.end) for figure in xjllm.find_figures(TEXT)}
    assert [(a.figure, a.reason) for a in extraction.set_aside] == [("9 percent", "furniture:teaser")]


def test_to_dict_is_plain_json_and_rows_are_flat():
    """The typed result turns into plain JSON types, numbers as numbers, and into rows of one shape."""
    extraction = _extract()
    plain = json.loads(extraction.to_json())
    assert plain["facts"][0]["value"] == -6.3
    assert plain["facts"][1]["value"] == 503_000_000
    assert plain["facts"][0]["period"] == "2019-04/2019-04"
    rows = extraction.to_rows()
    assert [tuple(row) for row in rows] == [ROW_COLUMNS] * 3
    assert (rows[0]["period_first"], rows[0]["period_last"], rows[0]["source"]) == (
        "2019-04",
        "2019-04",
        "Geostat",
    )


def test_facts_of_a_dict_read_back_equal():
    """A fact that was written as JSON reads back as the same fact."""
    for fact in _extract().facts:
        again = xjllm.Fact.model_validate_json(json.dumps(fact.to_dict()))
        assert again == fact


def test_facts_cannot_be_changed():
    """Facts are frozen: what was checked is what is used."""
    fact = _extract().facts[0]
    with pytest.raises(ValueError, match="frozen"):
        fact.value = 1


def test_extractor_serves_many_articles():
    """One extractor is built once and used for many articles."""
    model = FakeModel(lambda _: ANSWER)
    with xjllm.Extractor(model) as extractor:
        first = extractor.extract(TEXT, published=date(2019, 5, 20))
        second = extractor.extract(TEXT.replace("6.3", "7.4"), published=date(2019, 5, 20))
    assert float(second.facts[0].value) == -7.4
    assert first.facts[1:] != second.facts[1:]  # the article's hash differs
    assert model.closed


def test_async_form_gives_the_same():
    """`aextract` is the same way for callers with an event loop."""

    async def run():
        return await xjllm.aextract(TEXT, model=FakeModel([ANSWER]), published=date(2019, 5, 20))

    assert asyncio.run(run()) == _extract()


def test_extract_within_an_event_loop_says_what_to_use():
    """The plain form inside a running loop is an error that names the other form."""

    async def run():
        return xjllm.extract(TEXT, model=FakeModel([ANSWER]))

    with pytest.raises(SettingsError, match="await aextract"):
        asyncio.run(run())


@pytest.mark.parametrize("model", [5, b"gpt", ["gpt-5.2"], object()])
def test_what_is_no_model_is_refused_when_it_is_given(model):
    """An extractor is not built with something that is neither a name nor a model; the message says what is."""
    with pytest.raises(TypeError, match="model is a name or an object") as caught:
        xjllm.Extractor(model)
    assert type(model).__name__ in str(caught.value)


@pytest.mark.parametrize("published", ["2019-05-20", 2019, datetime(2019, 5, 20, tzinfo=UTC)])
def test_a_day_of_publication_is_a_date(published):
    """Another type than a date is refused, and the message says how to make one."""
    with pytest.raises(TypeError, match=r"datetime\.date, not .*fromisoformat"):
        xjllm.extract(TEXT, model=FakeModel([ANSWER]), published=published)


def test_an_article_keeps_its_own_name_and_day():
    """Name and day beside an article that has its own would do nothing, and are refused."""
    article = xjllm.read_article(TEXT, published=date(2019, 5, 20))
    assert xjllm.extract(article, model=FakeModel([ANSWER])).facts == _extract().facts
    for arguments in ({"name": "other"}, {"published": date(2019, 5, 21)}):
        with pytest.raises(SettingsError, match="has its own name and day"):
            xjllm.extract(article, model=FakeModel([ANSWER]), **arguments)


def test_rows_say_where_they_come_from():
    """Each row has the hashes of article, prompt and schema, the model and the reply of its fact."""
    extraction = _extract()
    for row, fact in zip(extraction.to_rows(), extraction.facts, strict=True):
        assert fact.provenance is not None
        assert {name: row[name] for name in fact.provenance.model_dump()} == fact.provenance.model_dump()
        assert len(row["prompt_sha256"]) == len(row["schema_sha256"]) == len(row["article_sha256"]) == 64


def test_article_without_figures_asks_no_model():
    """Without figures there is nothing to ask and nothing to pay: an empty result, no request."""
    model = FakeModel([])
    extraction = xjllm.extract("Officials spoke of good neighbourly relations.\nNothing else happened.", model=model)
    assert (extraction.facts, extraction.set_aside, model.requests) == ((), (), [])


def test_long_article_is_asked_in_parts_and_put_together():
    """The facts of all parts come together in text order, with offsets into the whole text."""
    text = "\n\n".join(
        f"In May 2019 exports of tea to Poland rose {n}.5 percent to ${n}.25 billion." for n in range(1, 13)
    )

    def answer(request):
        numbers = [
            int(line.split(" |")[0]) for line in request.messages[1]["content"].splitlines() if line[:1].isdigit()
        ]
        return {"reporter": "GEO", "period": "2019-05", "facts": [{"n": n} for n in numbers]}

    settings = xjllm.ExtractorSettings(limits=PartLimits(max_chars=400, max_figures=6))
    model = FakeModel(answer)
    extraction = xjllm.Extractor(model, settings=settings).extract(text)
    assert len(model.requests) == 4
    assert len(extraction.facts) == 24
    assert [f.start for f in extraction.facts] == sorted(f.start for f in extraction.facts)
    assert all(text[f.start : f.end] == f.figure for f in extraction.facts)
    assert extraction.usage.requests == 4


def test_errors_of_the_model_reach_the_caller():
    """A cut-off answer is an error, never an empty result."""
    with pytest.raises(CutOff, match="limit"):
        _extract([CutOff("story.txt: the answer was cut off at the limit of 2000 tokens")])


def test_no_model_named_says_how_to_name_one(monkeypatch):
    """Without a model the error says how to name one; nothing is asked."""
    for name in ("XJLLM_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("xjllm.local_model.has_local_model", lambda: False)
    with pytest.raises(SettingsError, match=r"--model.*XJLLM_MODEL.*OPENAI_API_KEY"):
        xjllm.extract(TEXT)


def test_import_is_light():
    """`import xjllm` brings in none of the heavy packages: they are imported when they are needed."""
    code = (
        "import sys, xjllm; heavy = {'openai', 'instructor', 'scipy', 'numpy', 'rich', 'typer', 'trafilatura', 'vcr', "
        "'currency_converter', 'jinja2', 'httpx2', 'pandas'}; print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"


def test_the_rules_of_small_models_are_imported_with_their_prompt():
    """`from xjllm import extract` compiles no rule that only the prompts of small models and of the baseline use."""
    code = (
        "import sys; from xjllm import extract; from xjllm.prompting import load_prompt; load_prompt('extract.v1');"
        "print('xjllm.narrowing' in sys.modules); load_prompt('local.v1'); print('xjllm.narrowing' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.split() == ["False", "True"]


def test_public_names_are_all_there_and_documented():
    """Everything in `__all__` exists and, where it is a class or a function, says what it is; nothing else is there."""
    for name in xjllm.__all__:
        thing = getattr(xjllm, name)
        assert name == "__version__" or thing.__doc__, name
    assert set(xjllm.__all__) <= set(dir(xjllm))
    with pytest.raises(AttributeError, match="no attribute 'extrakt'"):
        _ = xjllm.extrakt


def test_package_is_marked_as_typed():
    """Type checkers read the package's own annotations."""
    assert (Path(xjllm.__file__).parent / "py.typed").is_file()


def test_failed_part_stops_the_others():
    """Where one part of a long article fails, the article does, and the parts still under way are given up."""
    text = "\n\n".join(f"In May 2019 exports of tea to Poland rose {n}.5 percent." for n in range(1, 5))
    given_up = []

    class Slow(FakeModel):
        async def complete(self, request):
            if "part 1" in request.name:
                raise CutOff(f"{request.name}: cut off at the limit")
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                given_up.append(request.name)
                raise

    settings = xjllm.ExtractorSettings(limits=PartLimits(max_chars=60, max_figures=1))
    with pytest.raises(CutOff, match="part 1"):
        xjllm.Extractor(Slow([]), settings=settings).extract(text)
    assert given_up == [f"article, part {n} of 4" for n in (2, 3, 4)]


def test_inferred_year_reaches_the_checks():
    """A period after the year that the article was dated to is flagged, and one of that year is not."""
    text = "A crane in Poti, May 4, 2019. (Photo)\n\nExports rose 4 percent in May and imports 5 percent."
    facts = [{"n": 1}, {"n": 2, "period": "2021-05"}]
    model = FakeModel([{"reporter": "GEO", "period": "Y-05", "facts": facts}])
    extraction = xjllm.extract(text, model=model)
    flagged = [(finding.code, finding.facts) for finding in extraction.findings if finding.facts]
    assert flagged == [("period_in_future", (1,)), ("year_not_in_text", (1,))]


def test_an_article_is_searched_for_figures_once(monkeypatch):
    """Planning, assembling and checking share the figures that were found."""
    from xjllm.figures import finder

    searched = []
    find = finder.find_figures
    monkeypatch.setattr(finder, "find_figures", lambda text: searched.append(text) or find(text))
    text = TEXT + "\nOnly this story has this line.\n"
    assert len(_extract(text=text).facts) == 3
    assert searched.count(text) == 1


def test_figures_found_for_the_plan_are_not_found_again_for_the_checks(monkeypatch):
    """However many articles are planned before the first answer comes, each text is searched once."""
    searched: list[str] = []
    find = finder.find_figures
    monkeypatch.setattr(finder, "find_figures", lambda text: searched.append(text) or find(text))
    model = FakeModel([ANSWER])
    extractor = xjllm.Extractor(model)
    texts = [f"{TEXT}Story {n}.\n" for n in range(20)]
    plans = [extractor.plan(text, published=date(2019, 5, 20)) for text in texts]
    reply = asyncio.run(model.complete(plans[0].parts[0].request))
    facts = [len(extractor.finish(plan, [reply]).facts) for plan in plans]
    assert facts == [3] * 20
    assert sorted(searched) == sorted(texts)
