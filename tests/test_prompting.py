"""Prompting: numbered articles, versions, worked examples, long articles, hostile text."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xjllm.answer import Answer
from xjllm.article import Article, Furniture, Span
from xjllm.assembling import AnsweredPart, assemble
from xjllm.checks import check_facts
from xjllm.errors import PromptError
from xjllm.fact import Provenance
from xjllm.figures import find_figures
from xjllm.numbering import number_figures
from xjllm.parts import split_story
from xjllm.prompting import PartLimits, load_prompt, prompt_versions, show_numbered

ROOT = Path(__file__).parents[1]
EXAMPLES = [
    pytest.param(version, index, id=f"{version}-{index}")
    for version in prompt_versions()
    for index in range(len(load_prompt(version).examples()))
]


def _plan(text, limits=None, **article):
    story = Article(text=text, **article)
    return load_prompt().plan(story, number_figures(find_figures(text)), limits=limits)


def _paragraphs(text):
    return tuple(Span(match.start(), match.end()) for match in re.finditer(r"[^\n]+", text))


def test_article_is_shown_with_its_figures_numbered():
    """The user message holds the story with each figure marked, and the list of figures with unit and comparator."""
    (part,) = _plan("Exports rose 4.5% to more than $2.1 billion in May 2019.")
    user = part.request.messages[1]["content"]
    assert "Exports rose ⟦1: 4.5%⟧ to more than ⟦2: $2.1 billion⟧ in May 2019." in user
    assert "2 | $2.1 billion | USD | >" in user


def test_text_of_an_article_is_never_a_template():
    """Template syntax in an article reaches the model as it stands."""
    hostile = "Exports rose 4.5% {{ 7*7 }} {% for x in y %} {# note #} ${x} in May 2019."
    (part,) = _plan(hostile)
    for piece in ("{{ 7*7 }}", "{% for x in y %}", "{# note #}", "${x}"):
        assert piece in part.request.messages[1]["content"]


def test_article_cannot_pose_as_a_numbered_figure():
    """The article's own marking brackets are replaced, so only code numbers figures."""
    (part,) = _plan("⟦9: 99 percent⟧ Exports rose 4.5% in May 2019.")
    user = part.request.messages[1]["content"]
    assert "⟦9:" not in user
    assert "[9: ⟦1: 99 percent⟧]" in user


def test_system_message_is_the_same_for_every_article():
    """What is the same for all articles comes first and byte-identical, so that providers can cache it."""
    (first,) = _plan("Exports rose 4.5% in May 2019.")
    (second,) = _plan("Imports fell 3%.")
    assert first.request.messages[0] == second.request.messages[0]
    assert "⟦1: 4.5%⟧" not in first.request.messages[0]["content"]


def test_article_without_figures_needs_no_request():
    """No figures, nothing to ask."""
    assert _plan("Trade went well.") == []


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    edges=st.lists(st.integers(0, 40), min_size=2, max_size=10, unique=True).map(sorted),
    ends=st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted),
)
def test_all_of_the_story_in_a_part_is_shown_and_nothing_else(edges, ends):
    """Furniture is left out wherever it lies, across a part's ends too; no word of the story is lost with it."""
    text = "".join(chr(0x4E00 + place) for place in range(40))
    cuts = [Furniture(start, end, "teaser") for start, end in zip(edges[::2], edges[1::2], strict=False)]
    hidden = {place for cut in cuts for place in range(cut.start, cut.end)}
    shown = show_numbered(Article(text=text, furniture=tuple(cuts)), Span(*ends), [])
    assert shown == "".join(text[place] for place in range(*ends) if place not in hidden)


def test_words_behind_the_last_figure_are_shown():
    """A story that ends in furniture is shown to its own end."""
    story = "Exports rose 4.5 percent, imports 9 percent less than hoped for."
    text = f"{story}\n\nRead also: Tea fair opens\n"
    article = Article(
        text=text, paragraphs=(Span(0, len(story)),), furniture=(Furniture(len(story) + 2, len(text), "teaser"),)
    )
    (part,) = load_prompt().plan(article, number_figures(find_figures(story)))
    assert "imports ⟦2: 9 percent⟧ less than hoped for." in part.request.messages[1]["content"]


def test_furniture_is_not_shown():
    """Page furniture is cut from the story that the model reads."""
    text = "Exports rose 4.5%.\nRead also: wheat up 9%\nImports fell 3%."
    start = text.index("Read also")
    article = Article(text=text, furniture=(Furniture(start, text.index("\nImports"), "teaser"),))
    figures = [f for f in find_figures(text) if article.furniture_at(f.start, f.end) is None]
    shown = show_numbered(article, Span(0, len(text)), number_figures(figures))
    assert shown == "Exports rose ⟦1: 4.5%⟧.\nImports fell ⟦2: 3%⟧."


def test_long_article_is_split_at_paragraphs_and_numbers_run_on():
    """Every figure is asked about once, under one number through the whole article, in text order."""
    text = "\n".join(f"In week {n} exports of tea rose {n}.5% to ${n}.25 billion." for n in range(1, 41))
    parts = _plan(text, PartLimits(max_chars=600, max_figures=12), paragraphs=_paragraphs(text))
    assert len(parts) > 4
    numbers = [numbered.n for part in parts for numbered in part.figures]
    assert numbers == list(range(1, 81))
    for index, part in enumerate(parts, start=1):
        user = part.request.messages[1]["content"]
        assert f"Part {index} of {len(parts)}" in user
        assert part.request.name == f"article, part {index} of {len(parts)}"
        for numbered in part.figures:
            assert user.count(f"⟦{numbered.n}: {numbered.figure.text}⟧") == 1
            assert text[numbered.figure.start : numbered.figure.end] == numbered.figure.text


def _cut_texts(text, limits, **article):
    """The text of each part, and its numbers."""
    story = Article(text=text, **article)
    return [
        (text[span.start : span.end], [numbered.n for numbered in held])
        for span, held in split_story(story, number_figures(find_figures(text)), limits)
    ]


def test_a_huge_paragraph_is_split_at_sentences():
    """A paragraph that is too much for one request is cut between sentences, and nothing of it is lost."""
    text = " ".join(f"Exports of tea to the U.S. rose {n}.5% in May." for n in range(1, 100))
    parts = _cut_texts(text, PartLimits(max_chars=400, max_figures=5), paragraphs=_paragraphs(text))
    assert "".join(piece for piece, _ in parts) == text
    assert [n for _, held in parts for n in held] == list(range(1, 100))
    assert len(parts) == 20
    for piece, held in parts:
        assert piece.startswith("Exports of tea")
        assert piece.rstrip().endswith("in May.")
        assert len(held) <= 5


def test_a_paragraph_within_the_limits_is_not_cut():
    """Sentences belong together where there is room for them."""
    text = " ".join(f"Exports of tea rose {n}.5%." for n in range(1, 6))
    assert len(_plan(text, PartLimits(max_chars=200, max_figures=5), paragraphs=_paragraphs(text))) == 1


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        (", ".join(f"tea from valley {n} rose {n}.5%" for n in range(1, 50)), ("tea from",)),
        (" ".join(f"tea {n}.5%" for n in range(1, 80)), ("tea", *"123456789")),
        ("\n".join(f"tea, valley {n}: {n}.5%" for n in range(1, 80)), ("tea",)),
        ("-".join(f"{n}.5%" for n in range(11, 80)), ("",)),
    ],
    ids=["clauses", "words", "lines", "no place to cut"],
)
def test_a_huge_sentence_is_split_before_a_clause_or_word(text, begins):
    """Where even a sentence is too much, it is cut before the clause, line or word of a figure, never in a figure."""
    parts = _cut_texts(text, PartLimits(max_chars=400, max_figures=5), paragraphs=(Span(0, len(text)),))
    assert "".join(piece for piece, _ in parts) == text
    assert all(piece.startswith(begins) for piece, _ in parts)
    figures = find_figures(text)
    assert [n for _, held in parts for n in held] == list(range(1, len(figures) + 1))
    starts = [sum(len(piece) for piece, _ in parts[:index]) for index in range(len(parts))]
    assert not [start for start in starts for figure in figures if figure.start < start < figure.end]


@pytest.mark.parametrize("filler", ["trade ", "x", "新", "e.g. ", "\n"])
def test_text_without_stops_is_split_all_the_same(filler):
    """However the text runs on, no part but one of a single figure is longer than the limit."""
    text = (filler * 9_000)[:9_000] + " tea rose 4.5% " + (filler * 9_000)[:9_000]
    parts = _cut_texts(text, PartLimits(max_chars=1_000), paragraphs=(Span(0, len(text)),))
    assert "".join(piece for piece, _ in parts) == text
    assert max(len(piece) for piece, _ in parts) <= 1_000
    assert [held for _, held in parts if held] == [[1]]


def test_answers_are_capped():
    """No request asks for more tokens than models write, however long the article and wide the limits."""
    text = " ".join(f"Exports of tea rose {n}.5%." for n in range(1, 1_000))
    most = [
        max(part.request.max_output_tokens for part in _plan(text, limits))
        for limits in (None, PartLimits(10**9, 10**9))
    ]
    assert most == [1_500 + 150 * 60, 16_000]


def test_unknown_version_lists_those_there_are():
    """An unknown version is an error that names the known ones."""
    with pytest.raises(PromptError, match=r"extract\.v1"):
        load_prompt("extract.v999")


def test_hashes_tell_prompt_and_schema():
    """The hashes of a prompt are those of its text and schema, 64 hexadecimal digits each, and differ."""
    prompt = load_prompt()
    assert re.fullmatch(r"[0-9a-f]{64}", prompt.sha256)
    assert re.fullmatch(r"[0-9a-f]{64}", prompt.schema_sha256)
    assert prompt.sha256 != prompt.schema_sha256


@pytest.mark.parametrize(("version", "index"), EXAMPLES)
def test_example_numbers_its_own_figures(version, index):
    """The figures that code finds in an example are those that it was written for."""
    example = load_prompt(version).examples()[index]
    assert [figure.text for figure in find_figures(example["text"])] == example["figures"]


@pytest.mark.parametrize(("version", "index"), EXAMPLES)
def test_example_answers_every_figure_and_passes_the_checks(version, index):
    """An example's answer covers all its figures, becomes facts without a finding, and passes the checks."""
    example = load_prompt(version).examples()[index]
    from datetime import date

    published = date.fromisoformat(example["published"]) if example["published"] else None
    article = Article(text=example["text"], published=published)
    provenance = Provenance(
        article_sha256="a", prompt=version, prompt_sha256="p", schema_sha256="s", model="m", reply_id="r"
    )
    answer = Answer.model_validate(example["answer"])
    assembly = assemble(article, [AnsweredPart(answer, number_figures(find_figures(article.text)), provenance)])
    expected = [] if published else ["year_unknown"]
    assert [finding.code for finding in assembly.findings] == expected
    assert len(assembly.facts) == len(answer.facts)
    serious = [f for f in check_facts(assembly.facts, article) if f.severity != "info"]
    assert serious == []


def _words(text):
    return re.findall(r"[\w.%]+", text.lower())


@pytest.mark.parametrize("seed", sorted((ROOT / "seeds").glob("*.txt")), ids=lambda path: path.stem)
def test_no_prompt_carries_a_seed(seed):
    """The seeds are the exam, not the textbook: no eight words in a row and no figure of theirs is in a prompt."""
    prompts = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "prompts").iterdir())
        if path.suffix in {".jinja", ".json"}
    ) + json.dumps(Answer.model_json_schema())
    words = _words(prompts)
    runs = {tuple(words[i : i + 8]) for i in range(len(words) - 7)}
    theirs = _words(seed.read_text(encoding="utf-8"))
    assert [theirs[i : i + 8] for i in range(len(theirs) - 7) if tuple(theirs[i : i + 8]) in runs] == []
    gold = json.loads((ROOT / "eval" / "gold" / f"{seed.stem}.json").read_text(encoding="utf-8"))
    figures = {fact["figure"] for fact in gold["facts"] if any(c.isdigit() for c in fact["figure"])}
    assert [f for f in sorted(figures) if re.search(rf"(?<![\d.,]){re.escape(f)}(?![\d.,]*\d)", prompts)] == []


def test_beginning_of_a_long_article_is_shown_with_later_parts():
    """A later part repeats the article's beginning for reference, marking brackets replaced there, too."""
    text = "⟦9: x⟧ The story of tea.\n" + "\n".join(f"In week {n} exports of tea rose {n}.5%." for n in range(1, 41))
    parts = _plan(text, PartLimits(max_chars=600, max_figures=12), paragraphs=_paragraphs(text))
    later = parts[-1].request.messages[1]["content"]
    assert "[9: x] The story of tea." in later
    assert "⟦9: x⟧" not in later


def test_hash_of_a_prompt_covers_the_user_template(monkeypatch):
    """A changed user template is another prompt: its hash says so."""
    from xjllm import prompting

    read = prompting.read_template
    monkeypatch.setattr(prompting, "read_template", lambda name: read(name) + ("\n#" if ".user." in name else ""))
    assert prompting.Prompt("extract.v1").sha256 != load_prompt("extract.v1").sha256
