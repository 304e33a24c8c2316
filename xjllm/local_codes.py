"""The prompt for the embedded model and its adapter: the whole article, answered by a short code for each stretch.

A stretch is the figures of a sentence of which the rules say the same; its first figure speaks for it. The code names
the figure, its flow and its partner by a sign each; the partners come from a list that code has made of the article.
The model's probabilities of the other signs tell where it is surer than the rules (`xjllm.narrowing.second_reading`).
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import BaseModel, Field, create_model

from xjllm.article import Span
from xjllm.local_answer import LocalAnswer, answer_first
from xjllm.model import Request
from xjllm.narrowing import read_figures
from xjllm.narrowing.questions import name_partner
from xjllm.narrowing.second_reading import (
    FLOWS,
    LETTERS,
    NO_FACT,
    Seen,
    find_stretches,
    list_partners,
    read_again,
)
from xjllm.narrowing.story_reading import StoryReading
from xjllm.parts import (
    Part,
    PartLimits,
    hash_text,
    read_template,
    show_figures,
    show_text,
    split_story,
    template_environment,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xjllm.answer import Answer
    from xjllm.article import Article
    from xjllm.model import Token
    from xjllm.numbering import NumberedFigure

_LIMITS = PartLimits(max_chars=8_000, max_figures=60)
"""What the model was trained on is shorter, and more does not fit into its context."""
_TOKENS_A_CODE = 5
SIGNS = (
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"
    "金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜海咸河淡鳞潜羽翔龙师火帝鸟官人皇"
)
"""The figures' names, in their order: beginning of the Thousand Character Classic.

Each is one token that nothing else in an article is. A number of two digits is two tokens, which stand in other numbers
too, and the model took it for its neighbours.
"""
_SENTENCE_ENDS = re.compile(r"(?:(?<=[.!?][\"”])|(?<=[a-z0-9\])][.!?]))\s{1,9}(?=[A-Z“\"\[])")
_FIGURE = re.compile(rf"\[[{SIGNS}]\|")
_CODE = re.compile(rf"(?P<figure>[{SIGNS}])(?P<signs>{NO_FACT}|[A-Z][A-Z])")


class CodeAnswer(BaseModel):
    """The codes of the figures asked about, each behind its figure's sign, in one string: `天EA地IB宙X`."""

    model_config = LocalAnswer.model_config

    story: ClassVar[StoryReading | None] = None
    partners: ClassVar[tuple[str, ...]] = ()
    signs: ClassVar[dict[str, int]] = {}

    codes: str

    def to_answer(self, tokens: Sequence[Token] = ()) -> Answer:
        """The common answer: what code read, overruled where the model is surer of something else.

        Args:
            tokens: those of the reply with their likely others; without them the rules' reading stays.
        """
        if self.story is None:
            raise TypeError("only answer types made for an article become answers")
        seen = {self.signs[sign]: told for sign, told in read_codes(self.codes, tokens).items()}
        return answer_first(read_again(self.story, self.partners, seen))


def read_codes(codes: str, tokens: Sequence[Token]) -> dict[str, Seen]:
    """What the model thinks of the figures asked about, by sign: its codes found again among the reply's tokens.

    A code that is not written as one token a sign is left out.
    """
    written = "".join(token.text for token in tokens)
    start = written.find(codes)
    if start < 0:
        return {}
    at = 0
    places: dict[int, Token] = {}
    for token in tokens:
        places[at] = token
        at += len(token.text)
    seen: dict[str, Seen] = {}
    for match in _CODE.finditer(codes):
        signs = [places.get(start + match.start("signs") + k) for k in range(len(match["signs"]))]
        likely = [sign.likely for sign in signs if sign is not None and len(sign.text) == 1]
        if len(likely) == len(signs):
            seen[match["figure"]] = Seen(likely[0], likely[1] if len(likely) > 1 else {})
    return seen


class CodePrompt:
    """A prompt version for the embedded model with its adapter; used as `xjllm.prompting.Prompt`.

    Attributes:
        version: `local.v2`, …
        answer_type: what the answer types of all articles have in common.
        system: the system message, the same for every article.
        sha256: hash of all that the prompt adds to an article.
        schema_sha256: hash of what all answer schemas have in common; a request's own schema is in its body.
    """

    def __init__(self, version: str) -> None:
        self.version = version
        self.answer_type = CodeAnswer
        self.system = template_environment().from_string(read_template(f"{version}.system.jinja")).render().strip()
        user = read_template(f"{version}.user.jinja")
        self._user = template_environment().from_string(user)
        self.sha256 = hash_text(f"{self.system}\0{user}")
        self.schema_sha256 = hash_text(json.dumps(CodeAnswer.model_json_schema(), sort_keys=True))

    def plan(
        self, article: Article, figures: Sequence[NumberedFigure], *, limits: PartLimits | None = None
    ) -> list[Part]:
        """The requests for an article: one, unless it is long; none where there are no figures.

        What the model was trained on is short: only smaller limits than its own count.
        """
        limits = limits or _LIMITS
        limits = replace(
            _LIMITS,
            max_chars=min(limits.max_chars, _LIMITS.max_chars),
            max_figures=min(limits.max_figures, _LIMITS.max_figures),
        )
        if not figures:
            return []
        story = read_figures(article, figures)
        partners = list_partners(article, story)
        windows = [window for window in split_story(article, figures, limits) if window[1]]
        parts = []
        for index, (span, held) in enumerate(windows, start=1):
            request = Request(
                messages=self.render_messages(article, span, held, partners),
                answer_type=make_answer_type(story, partners, held),
                name=article.name if len(windows) == 1 else f"{article.name}, part {index} of {len(windows)}",
                prompt=self.version,
                prompt_sha256=self.sha256,
                schema_sha256=self.schema_sha256,
                max_output_tokens=50 + _TOKENS_A_CODE * len(held),
            )
            parts.append(Part(request, held))
        return parts

    def examples(self) -> list[dict[str, Any]]:
        """None: what the model knows of the task is in its adapter."""
        return []

    def render_messages(
        self, article: Article, span: Span, figures: Sequence[NumberedFigure], partners: Sequence[str]
    ) -> tuple[dict[str, str], ...]:
        """The messages that ask for the codes of the figures in `span`."""
        user = self._user.render(
            published=article.published or "not stated",
            partners=[f"{letter} {name_partner(code)}" for letter, code in zip(LETTERS, partners, strict=False)],
            text=_show_story(article, span, figures),
        )
        return ({"role": "system", "content": self.system}, {"role": "user", "content": user.strip()})


def make_answer_type(
    story: StoryReading, partners: tuple[str, ...], figures: Sequence[NumberedFigure]
) -> type[CodeAnswer]:
    """The answer type for these figures: a code for each stretch of them, partners by their letters in the list.

    Text without blanks cannot be split and may hold more figures than there are signs: the rest stays as the rules
    read it.
    """
    signs = dict(zip(SIGNS, (each.n for each in figures), strict=False))
    named = {n: sign for sign, n in signs.items()}
    numbers = {each.n for each in figures}
    part = replace(story, readings=tuple(reading for reading in story.readings if reading.n in numbers))
    code = f"({NO_FACT}|[{''.join(FLOWS.values())}][A-{LETTERS[len(partners) - 1]}])"
    first = [stretch[0].n for stretch in find_stretches(part)]
    asked = "".join(f"{named[n]}{code}" for n in first if n in named)
    codes: Any = (Annotated[str, Field(pattern=f"^{asked}$")], ...)
    made = create_model("Codes", __base__=CodeAnswer, codes=codes)
    made.story, made.partners, made.signs = part, partners, signs
    return made


def _show_story(article: Article, span: Span, figures: Sequence[NumberedFigure]) -> str:
    """The paragraphs of `span`, a line each however they are wrapped, every figure behind its sign."""
    marks = [
        (each.figure.start, each.figure.end, f"[{sign}|{_show(' '.join(each.figure.text.split()))}]")
        for sign, each in zip(SIGNS, figures, strict=False)
    ]
    lines = []
    for paragraph in article.paragraphs or (Span(0, len(article.text)),):
        within = Span(max(span.start, paragraph.start), min(span.end, paragraph.end))
        if within.start < within.end:
            lines.append(" ".join(show_figures(article, within, marks, _show).split("\n")))
    return _without_asides([line for line in lines if line])


def _show(text: str) -> str:
    """The text without bars: they part figures from their signs, and the marks of a chat are written with them."""
    return show_text(text).replace("|", "/")


def _without_asides(paragraphs: Sequence[str]) -> str:
    """The paragraphs without sentences that neither hold a figure nor stand before one that does.

    Headline and lead stay.
    """
    shown = []
    for index, paragraph in enumerate(paragraphs):
        sentences = _SENTENCE_ENDS.split(paragraph)
        kept = [
            sentence
            for place, sentence in enumerate(sentences)
            if index < 2 or any(_FIGURE.search(each) for each in sentences[place : place + 2])
        ]
        if kept:
            shown.append(" ".join(kept))
    return "\n".join(shown)
