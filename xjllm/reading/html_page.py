"""The article in an HTML page: its text, headline and day of publication, found by trafilatura."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from xjllm.errors import ArticleError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LEADING_MARKUP = re.compile(
    r"\s{0,100}(?:<\?xml\b[^>]{0,200}>\s{0,100})?(?:<!--.{0,500}?-->\s{0,100}){0,3}"
    r"<(?:!doctype\s+html|html|head|body|meta|title|article|main|section|div|p|h1|table)\b[^<>]{0,500}>",
    re.IGNORECASE | re.DOTALL,
)
_HEAD_CHARS = 5000
_TITLE_REACH = 200
"""A headline stands within so many characters of the text's beginning; otherwise it is put there."""
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,20}\b[^<>]{0,1000}>")

_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[*†‡§]{1,3})[\])]?(?:[,;]\s?[\[(]?(?:\d{1,3}|[a-z])[\])]?){0,4}")
_LINKED_NOTE = re.compile(r"\[\d{1,3}\]")
_INLINE = ("a", "abbr", "b", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u")
_POWER_BASE = re.compile(r"(?<![\d.,])10$")
_NAME_BEFORE = re.compile(r"(?:\b[ckm]?m|\b[A-Z][A-Za-z]?|\bf(?:ee|oo)?t|\binch(?:es)?)$")
"""Units that have squares and cubes, and signs of elements."""


class PageContent(NamedTuple):
    """What an HTML page holds.

    Attributes:
        text: the article's text, its headline first; paragraphs are lines.
        title: the headline as the page names it; None where it names none.
        published: day of publication from the page's metadata; None where they do not say it.
    """

    text: str
    title: str | None
    published: date | None


def is_html(text: str, suffix: str = "") -> bool:
    """Whether `text` is an HTML page: it begins with markup, or comes from an HTML file and has tags."""
    if suffix.lower() in (".html", ".htm", ".xhtml"):
        return _TAG.search(text) is not None
    return _LEADING_MARKUP.match(text) is not None


def read_html(html: str, name: str) -> PageContent:
    """The article in the page `html`.

    Args:
        html: the page, decoded.
        name: the file's name, for messages.

    Raises:
        ArticleError: no article is found in the page.
    """
    from trafilatura import bare_extraction, html2txt

    if "<html" not in html[:_HEAD_CHARS].lower():  # a fragment, which trafilatura would refuse
        html = f"<html><body>{html}</body></html>"
    try:
        document = bare_extraction(
            _load(html, name),
            with_metadata=True,
            include_comments=False,
            favor_recall=True,
            # The page's own date of publication only: the search through its text takes dates of pictures.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ArticleError(f"{name}: this HTML cannot be read; save the article as plain text") from error
    # Pages too short for trafilatura to tell the story from its frame are taken whole.
    body = (getattr(document, "text", None) or html2txt(_without_inline_tags(_load(html, name))) or "").strip()
    if not body:
        raise ArticleError(f"{name}: no article found in this HTML page; save the article as plain text")
    title = " ".join((getattr(document, "title", None) or "").split()) or None
    if title and title not in body[: len(title) + _TITLE_REACH]:
        body = f"{title}\n\n{body}"
    return PageContent(body, title, _day(getattr(document, "date", None)))


def _load(html: str, name: str) -> HtmlElement:
    from trafilatura import load_html

    page = load_html(html)
    if page is None:
        raise ArticleError(f"{name}: no article found in this HTML page; save the article as plain text")
    _part_raised(page)
    return page


def _part_raised(page: HtmlElement) -> None:
    """Takes marks of footnotes out of `page`, and sets powers apart, which the page's text would join to numbers.

    "12.4<sup>1</sup> percent" is 12.4 percent, "10<sup>6</sup> tons" is "10^6 tons"; "1<sup>st</sup>", "km<sup>2</sup>"
    and "CO<sub>2</sub>" stay as they are.
    """
    for raised in [*page.iter("sup", "sub", "a")]:
        mark = "".join(raised.itertext()).strip()
        before = _text_before(raised)
        if raised.tag == "a":
            if _LINKED_NOTE.fullmatch(mark):
                raised.drop_tree()
        elif _POWER_BASE.search(before) and mark.lstrip("-\u2212").isdigit():
            raised.text = f"^{raised.text or ''}"
        elif _NOTE.fullmatch(mark) and not _NAME_BEFORE.search(before):
            raised.drop_tree()
            continue
        if raised.tag != "a":
            raised.drop_tag()


def _without_inline_tags(page: HtmlElement) -> HtmlElement:
    """The page without the tags within lines, at which its text, taken whole, would be broken."""
    for element in [*page.iter(*_INLINE)]:
        element.drop_tag()
    return page


def _text_before(element: HtmlElement) -> str:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return previous.tail or "".join(previous.itertext())
    return (parent.text or "") if parent is not None else ""


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
