"""Made-up stories for the tests of narrowing, and how they are read."""

from datetime import date

from xjllm.figures import find_figures
from xjllm.narrowing import read_figures
from xjllm.numbering import number_figures
from xjllm.reading import read_article_text

HEADLINE = "Xinjiang trade report"


def read_story(*paragraphs, title=HEADLINE, published=date(2022, 5, 20)):
    """The reading of a story of these paragraphs, and its figures' texts in order."""
    article = read_article_text("\n\n".join((title, *paragraphs)) + "\n", name="story.txt", published=published)
    figures = number_figures(find_figures(article.text))
    return read_figures(article, figures), [each.figure.text for each in figures]


def read_sentence(sentence, **story):
    """The readings of the figures of one sentence, by the figures' texts."""
    reading, texts = read_story(sentence, **story)
    return dict(zip(texts, reading.readings, strict=True))
