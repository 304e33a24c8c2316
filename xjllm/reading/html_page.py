"""The article in an HTML page: its text, headline and day of publication, found by trafilatura."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from xjllm.errors import ArticleError

_LEADING_MARKUP = re.compile(
    r"\s{0,100}(?:<\?xml\b[^>]{0,200}>\s{0,100})?(?:<!--.{0,500}?-->\s{0,100}){0,3}"
    r"<(?:!doctype\s+html|html|head|body|meta|title|article|main|section|div|p|h1|table)\b[^<>]{0,500}>",
    re.IGNORECASE | re.DOTALL,
)
_HEAD_CHARS = 5000
_TITLE_REACH = 200
"""A headline stands within so many characters of the text's beginning; otherwise it is put there."""
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,20}\b[^<>]{0,1000}>")


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
            html,
            with_metadata=True,
            include_comments=False,
            favor_recall=True,
            # The page's own date of publication only: the search through its text takes dates of pictures.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ArticleError(f"{name}: this HTML cannot be read; save the article as plain text") from error
    # Pages too short for trafilatura to tell the story from its frame are taken whole.
    body = (getattr(document, "text", None) or html2txt(html) or "").strip()
    if not body:
        raise ArticleError(f"{name}: no article found in this HTML page; save the article as plain text")
    title = " ".join((getattr(document, "title", None) or "").split()) or None
    if title and title not in body[: len(title) + _TITLE_REACH]:
        body = f"{title}\n\n{body}"
    return PageContent(body, title, _day(getattr(document, "date", None)))


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None
