"""Reading: bytes, text or a file become an `Article`.

files            what may be given, and what is refused
encodings        bytes → text
html_page        HTML → text, headline and date of the page
lines            lines of a page, hard-wrapped ones joined
furniture        where share lines, captions, teasers and comments stand; `furniture_rules` has their words
headings         what opens a block of them, what closes the story
headline         the headline
dateline         the dateline and the day of publication; `dates` has their forms
printed_day      the day of publication in lines that stay in the story
year_bounds      what the text names of the past and what it plans for; `weekdays` when the news was given out
known_events     what the text speaks of that has a date; `elapsed` years that it counts from one, `compared_years`
                 years that it compares with or lists, `plan_years` those of a five-year plan
sentences        the sentence that a figure stands in
"""

from xjllm.reading.files import MAX_BYTES, read_article, read_article_stdin, read_article_text

__all__ = ["MAX_BYTES", "read_article", "read_article_stdin", "read_article_text"]
