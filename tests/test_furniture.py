"""What is not the story is marked as page furniture, and nothing of the story is."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xjllm.article import Article
from xjllm.reading import read_article_text
from xjllm.reading.furniture_rules import RULES

repeatable = settings(derandomize=True, deadline=None)

TITLE = "Guizhou tea finds new buyers abroad"
FIRST = "The tea gardens of Guizhou sold 41 percent more abroad in the first half, the customs said on Monday."
SECOND = "Exports came to 7.7 billion yuan, of which green tea made up 61 percent, according to the same office."
THIRD = "Buyers in Morocco, the largest market, took tea worth 2.2 billion yuan, 19 percent more than a year ago."
FOURTH = "The province wants to plant no more tea than it has now, an official of its farm department said."

LINES = {
    "share": [
        "share",
        "Share\u00a0 Facebook  Twitter  WeChat",
        "Adjust font size:",
        "A↑ A↓   Print   Share to: Facebook",
        "f   t   in   Share",
        "Print Email",
        "Bookmark and Share",
        "+ FOLLOW",
        "Follow us on",
        "Back to Top",
        "Video PlayerClose",
        "00:00/03:41",
        "Listen to this article",
        "Share this article",
        "Copied",
        "Comments() Print Mail Large  分享按钮 0",
        "【字体:大 中 小】 【打印】 【关闭】",
        "中 EN FR RU ES AR",
        "Text size A A A",
        "Add to favorites",
    ],
    "caption": [
        "In this file photo, pickers carry 30 tons of tea. — Reuters/File",
        "In this April 4, 2018 photo, pickers carry tea in Meitan.",
        "Tea pickers at work in Meitan. [Photo/Example]",
        "Tea pickers at work in Meitan on April 4, 2018. (Photo: VNA)",
        "Tea pickers at work in Meitan, April 4, 2018. (Xinhua/Luo Min)",
        "Tea pickers at work in Meitan. Photo: VCG",
        "Tea pickers at work in Meitan. Photo credit: example.org, April 4, 2018.",
        "Tea pickers at work in Meitan, April 4, 2018. /CFP",
        "Tea pickers at work in Meitan, April 4, 2018. REUTERS/Luo Min",
        "Tea pickers at work in Meitan. (AP Photo/Luo Min)",
        "Tea pickers at work in Meitan. [Photo by Luo Min/For Example Daily]",
        "Tea pickers at work in Meitan. © AFP",
        "Trucks with 30 tons of tea. (Photo by Luo Min, April 4, 2018)",
        "File photo: A tea market in Zunyi sells 30 tons a day",
        "Photo taken on April 4, 2018 shows 30 tons of tea in a warehouse.",
        "An aerial drone photo taken on April 4, 2018 shows tea gardens in Meitan.",
        "This undated image shows a tea market.",
        "An aerial view of the tea gardens of Meitan, which cover 400 square kilometers.",
    ],
    "credits": [
        "(Web editor: Luo Min, Wu Bo)",
        "Editor: Luo Min",
        "Editors: Luo Min and Wu Bo",
        "Responsible editor：Luo Min",
        "(Reporting by Luo Min; Editing by Wu Bo)",
        "(Translated by Luo Min; Proofread by Wu Bo)",
        "Source: Example Daily",
        "By Luo Min in Guiyang and Wu Bo (example.org)",
        "By LUO MIN | example.org",
        "Contact the writers at luomin@example.org",
        "Reading time: 4 minutes",
        "Location: Home > News > Economy",
        "Home / Business / Macro",
        "NEWS > CHINA",
        "Enditem",
        "Example Daily, April 4, 2018",
        "By our correspondent Luo Min",
        "By Example staff reporter",
        "— With assistance from Luo Min and Wu Bo",
        "(With input from agencies)",
        "(Contributed by Luo Min, editing by Wu Bo)",
        "AP writer Luo Min in Guiyang contributed.",
        "Luo Min contributed to this report.",
        "Op/Ed by Luo Min",
        "luomin@example.org",
        "lm/wb (dpa, AFP)",
        "Editor in charge: Luo Min",
        "Global Times",
        "Luo Min is a freelance journalist based in Guiyang, with 30 years of experience in tea.",
        "View more articles from Luo Min",
    ],
    "notice": [
        "Follow example.org on Twitter and Facebook to join the conversation.",
        "Stay up-to-date with more news on Example's WhatsApp channel",
        "Get our weekly newsletter with 10 stories a week.",
        "Sign up for our newsletter",
        "ExampleNews App Download",
        "Download our app",
        "Copyright © 2018 Example Daily. All rights reserved.",
        "© 2018 Example",
        "Tags: tea, Guizhou, 2018",
        "Key words: tea",
        "Keywords #tea #Guizhou",
        "Permalink https://example.org/2018",
        "Save up to 70% on subscriptions",
        "(This story has not been edited by our staff and is auto-generated from a feed.)",
        "(You can now subscribe to our channel)",
        "Do you want to read the full article?",
        "Are you already a member?",
        "(For the latest tea news, please follow Example Daily)",
        "Found a mistake? Select it and press Ctrl+Enter",
        "($1 = 6.3 Chinese yuan)",
        "($1 = 6.3 yuan) (Reporting by Luo Min)",
        "Our Standards: The Example Trust Principles",
        "Privacy policy | Terms of use",
        "https://www.example.org/2018/04/04/tea",
        "Advertisement",
        "020040060080100000000011100001",
    ],
    "teaser": [
        "READ MORE: Coffee exports up 30 percent",
        "Read also: Coffee exports up 30 percent",
        "Also read | Coffee exports up 30 percent",
        "SEE ALSO: Coffee exports up 30 percent",
        "Related: Coffee exports up 30 percent",
        ">> Read more: Coffee exports up 30 percent",
        "Previous: Coffee exports up 30 percent",
        "Next article: Coffee exports up 30 percent",
    ],
}

STORY_LINES = [
    "By June, the gardens had exported 30 tons of tea.",
    "By contrast, imports of coffee fell.",
    "Home prices in the province rose as well, by 3 percent.",
    "“Get more tea through the new channel,” said a buyer, who ordered 30 tons.",
    "“Follow us on Facebook,” a seller of 30 tons of tea told his buyers.",
    "The photo industry exported cameras worth 3 million yuan.",
    "The picture is mixed: exports rose 3 percent, imports fell 2 percent.",
    "Copyrighted goods were 3 percent of exports.",
    "For more than 30 years, tea has been sold to visitors of the region.",
    "Found in the mountains, the tea sells for 3 yuan.",
    "Previous records of 30 tons were broken.",
    "Comments by the officials suggest that exports will rise.",
    "Related industries exported goods worth 3 million yuan.",
    "Shares of the company rose.",
    "Recommended prices rose 3 percent.",
    "More than 30 tons were exported.",
    "• Exports: 3 million yuan",
    "Tea | 30 tons | up 3 percent",
    "2018-04-04 | 30 tons",
    "The sources of growth: tea, coffee and 30 tons of rice.",
    "Exports to the euro area and the U.S./Canada market rose (see table).",
    "Register of exporters grows to 30 names.",
    "In the first quarter, exports rose 3 percent. (Example)",
    "In this picture, exports of 30 tons stand out.",
    "By our count, 30 tons were exported.",
    "Luo Min is a tea trader based in Guiyang, who sold 30 tons.",
    "Keywords of the year were tea and trade.",
    "The EU, UK, US and UAE bought 30 tons.",
    "Subscriptions to tea funds rose 3 percent.",
    "A study to which 30 exporters contributed puts the figure at 3 percent.",
]


def _story(article: Article) -> list[str]:
    return [article.text[span.start : span.end] for span in article.paragraphs]


def _marked(article: Article) -> list[tuple[str, str]]:
    return [(span.kind, article.text[span.start : span.end]) for span in article.furniture]


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in LINES.items() for line in lines])
def test_furniture_within_the_story_is_marked_and_the_story_around_it_is_not(kind, line):
    """Each kind of line is known in the middle of a story, and the paragraphs around it stay story."""
    article = read_article_text(f"{TITLE}\n\n{FIRST}\n\n{line}\n\n{SECOND}\n\n{THIRD}\n")
    assert _story(article) == [TITLE, FIRST, SECOND, THIRD]
    assert _marked(article) == [(kind, line)]


@pytest.mark.parametrize("line", STORY_LINES)
def test_lines_that_only_resemble_furniture_are_story(line):
    """A sentence or a row of a table that shares words with furniture is not marked."""
    article = read_article_text(f"{TITLE}\n\n{FIRST}\n\n{line}\n\n{SECOND}\n")
    assert _story(article) == [TITLE, FIRST, line, SECOND]
    assert article.furniture == ()


HEADINGS = [
    "Related Stories",
    "RELATED NEWS",
    "Related articles:",
    "Editor's Picks",
    "Editor’s picks",
    "Recommended",
    "We Recommend",
    "Today’s Recommendations",
    "Read also",
    "Read more:",
    "See more",
    "Further reading",
    "Most read",
    "MOST VIEWED IN 24 HOURS",
    "More from Reuters",
    "MORE ON THIS STORY",
    "You may also like",
    "Trending",
    "Latest",
    "Photos",
    "Most Viewed Today’s Top News",
    "## Related",
    "Related readings:",
    "Most Liked",
    "More Top News",
    "EXAMPLE RECOMMENDS",
    "Currently reading",
    "Read More News on",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_titles_below_a_teaser_heading_are_no_story_to_the_end(heading):
    """A heading of other stories takes the titles below it with it, up to the end of the page."""
    block = f"{heading}\nCoffee exports up 30 percent\n• Rice exports down 4 pct\n2. Salt: 5 million tons sold"
    article = read_article_text(f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{block}\n")
    assert _story(article) == [TITLE, FIRST, SECOND]
    assert _marked(article) == [("teaser", block)]


@pytest.mark.parametrize("heading", ["About Us", "About the author"])
def test_what_a_medium_says_of_itself_below_the_story_is_a_notice(heading):
    """The paragraphs under such a heading are no story where they are shorter than half of it."""
    block = f"{heading}\nExample Daily has 28 offices in 9 countries."
    article = read_article_text(f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{block}\n")
    assert _story(article) == [TITLE, FIRST, SECOND, THIRD]
    assert _marked(article) == [("notice", block)]


def test_a_notice_that_is_longer_than_half_of_the_story_is_story():
    """A heading of that kind above most of the text hides nothing of it."""
    article = read_article_text(f"{TITLE}\n\n{FIRST}\n\nAbout us\n{SECOND}\n\n{THIRD}\n")
    assert [line for line in _story(article) if line != "About us"] == [TITLE, FIRST, SECOND, THIRD]


def test_a_headline_printed_twice_is_story_once():
    """The second of two equal headlines above the story is marked."""
    article = read_article_text(f"{TITLE}\nLuo Min\n{TITLE}\n\n{FIRST}\n\n{SECOND}\n")
    assert _story(article) == [TITLE, FIRST, SECOND]


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_story_resumes_after_teasers_in_its_middle(heading):
    """Running text after the titles is story again, be it one paragraph or several."""
    block = f"{heading}\nCoffee exports up 30 percent\nRice exports down 4 pct"
    for rest in ([SECOND], [SECOND, THIRD], [SECOND, THIRD, FOURTH]):
        article = read_article_text("\n\n".join([TITLE, FIRST, block, *rest]))
        assert _story(article) == [TITLE, FIRST, *rest]
        assert _marked(article) == [("teaser", block)]


def test_summaries_of_teasers_are_not_the_story():
    """Where titles and summaries take turns, the summaries are teasers too."""
    teasers = f"Recommended\n\nCoffee exports up\n\n{THIRD}\n\nRice exports down\n\n{FOURTH}"
    article = read_article_text(f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{teasers}\n")
    assert _story(article) == [TITLE, FIRST, SECOND]


@pytest.mark.parametrize("end", ["...", "…", "【detailed】", " Full story", " [Read more]"])
def test_a_cut_off_summary_is_a_teaser(end):
    """Running text that is cut off under a teaser heading does not resume the story."""
    article = read_article_text(f"{TITLE}\n\n{FIRST}\n\nRelated\n\nCoffee exports up\n{SECOND[:-1]}{end}\n")
    assert _story(article) == [TITLE, FIRST]


def test_everything_under_a_teaser_heading_after_the_editor_is_teasers():
    """Once the page has named its editor, teasers may be as long as they like."""
    text = f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}\n\nEditor: Luo Min\n\nRecommended\n\n{FOURTH}\n"
    article = read_article_text(text)
    assert _story(article) == [TITLE, FIRST, SECOND, THIRD]
    assert [kind for kind, _ in _marked(article)] == ["credits", "teaser"]


def test_an_editor_named_in_the_middle_does_not_end_the_story():
    """A line of credits with much running text below it is only a line."""
    article = read_article_text(f"{TITLE}\n\n{FIRST}\n\nEditor: Luo Min\n\n{SECOND}\n\n{THIRD}\n\n{FOURTH}\n")
    assert _story(article) == [TITLE, FIRST, SECOND, THIRD, FOURTH]
    teasers = "Related\nCoffee exports up\nRice exports down"
    article = read_article_text(f"{TITLE}\n\n{FIRST}\n\nEditor: Luo Min\n\n{teasers}\n\n{SECOND}\n\n{THIRD}\n")
    assert _story(article) == [TITLE, FIRST, SECOND, THIRD]


def test_a_paragraph_between_teasers_and_a_subheading_is_story():
    """One paragraph after several titles is story, even if a line like a title stands below it."""
    teasers = "Related\nCoffee exports up\nRice exports down"
    article = read_article_text(f"{TITLE}\n\n{FIRST}\n\n{teasers}\n\n{SECOND}\n\nBuyers abroad\n\n{THIRD}\n")
    assert _story(article) == [TITLE, FIRST, SECOND, "Buyers abroad", THIRD]


@pytest.mark.parametrize(
    "heading",
    [
        "Comments",
        "Comments (3)",
        "3 comments",
        "Leave a Reply",
        "Add your comments...",
        "No comments yet. Why don’t you start?",
        "Your comment about this article",
        "Join the discussion",
        "Have your say",
    ],
)
def test_what_readers_write_is_comments(heading):
    """Below the story a heading of comments takes all with it, running text and days included."""
    comments = "Li (Almaty) – we sold 300 tons of tea last year.\nI drink 3 cups of it every day."
    block = f"{heading}\nLuo M. | 5 April 2018 at 08:14\n{comments}"
    article = read_article_text(f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{block}\n")
    assert _story(article) == [TITLE, FIRST, SECOND]
    assert _marked(article) == [("comments", block)]
    assert article.published is None


def test_comments_after_teasers_are_comments():
    """A heading of comments ends a block of teasers."""
    text = f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\nMost read\nCoffee up 30 pct\n\nComments (1)\n{THIRD}\n"
    article = read_article_text(text)
    assert _story(article) == [TITLE, FIRST, SECOND]
    assert [kind for kind, _ in _marked(article)] == ["teaser", "comments"]


def test_a_comments_button_above_the_story_hides_nothing():
    """A button for comments above the story, or after its first paragraph, is one line of furniture."""
    rest = [SECOND, THIRD, FOURTH]
    article = read_article_text("\n\n".join([TITLE, "Comments (3)", FIRST, "Comments", *rest]))
    assert _story(article) == [TITLE, FIRST, *rest]
    assert _marked(article) == [("comments", "Comments (3)"), ("comments", "Comments")]


def test_sections_names_and_buttons_above_the_story_are_marked():
    """Short lines above the story are furniture, the headline is not."""
    article = read_article_text(f"Economy\nExample Daily\n{TITLE}\nLuo Min\nRead more\n\n{FIRST}\n")
    assert _story(article) == [TITLE, FIRST]
    assert [text for _, text in _marked(article)] == ["Economy\nExample Daily", "Luo Min", "Read more"]


def test_a_short_headline_is_kept():
    """Where no line above the story is long enough for a headline, none of them is marked."""
    assert _story(read_article_text(f"Tea sells\n\n{FIRST}\n")) == ["Tea sells", FIRST]


def test_bullets_above_the_story_are_story():
    """What sums up the story above it is story."""
    text = f"{TITLE}\n\n• Green tea made up 61 percent\n• Morocco buys most of it\n\n{FIRST}\n"
    assert _story(read_article_text(text))[1:3] == [
        "• Green tea made up 61 percent",
        "• Morocco buys most of it",
    ]


def test_the_line_above_a_bare_picture_credit_is_a_caption():
    """A credit on a line of its own makes a caption of the line directly above it, and of no other."""
    text = f"{TITLE}\n\n{FIRST}\n\nTea pickers in Meitan, who earn 90 yuan a day.\nPhoto: VCG\n\n{SECOND}\n"
    article = read_article_text(text)
    assert _story(article) == [TITLE, FIRST, SECOND]
    article = read_article_text(f"{TITLE}\n\n{FIRST}\n\nPhoto: VCG\n\n{SECOND}\n")
    assert _story(article) == [TITLE, FIRST, SECOND]


def test_a_dated_line_above_the_dateline_is_a_caption():
    """A line that ends with a day and stands above the dateline shows a picture."""
    caption = "Tea pickers are at work in Meitan, southwest China's Guizhou Province, April 4, 2018."
    article = read_article_text(f"{TITLE}\n\n{caption}\n\nGUIYANG, May 5 (Example) -- {FIRST}\n")
    assert _marked(article) == [("caption", caption)]


def test_a_second_dateline_begins_a_story_again():
    """Several articles in one file are all read: a dateline ends comments and teasers."""
    second = f"LHASA, May 6 (Example) -- {SECOND}"
    for heading in ("Comments", "Related Stories"):
        article = read_article_text(
            f"{TITLE}\n\n{FIRST}\n\n{FOURTH}\n\n{heading}\nCoffee exports up\n\n{second}\n\n{THIRD}\n"
        )
        assert _story(article) == [TITLE, FIRST, FOURTH, second, THIRD]


def test_furniture_at_tells_story_from_furniture():
    """A figure's furniture is found by its span; a figure of the story has none."""
    article = read_article_text(f"{TITLE}\n\n{FIRST}\n\nRelated\nCoffee exports up 30 percent\n\n{SECOND}\n{THIRD}")
    inside, outside = article.text.index("30 percent"), article.text.index("61 percent")
    found = article.furniture_at(inside, inside + 10)
    assert found is not None
    assert found.kind == "teaser"
    assert article.furniture_at(outside, outside + 10) is None


PIECES = [
    *(line for lines in LINES.values() for line in lines[:4]),
    *HEADINGS[:6],
    *STORY_LINES[:6],
    "Comments",
    FIRST,
    SECOND,
    TITLE,
    "GUIYANG, May 5 (Example) -- " + THIRD,
    "",
    " ",
    "2018-04-04 " + TITLE,
]


@repeatable
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12), st.sampled_from(["\n", "\n\n", "\r\n", "\r"]))
def test_every_character_is_story_or_furniture(lines, line_end):
    """Whatever the page, its spans are in order, do not overlap, and leave out nothing but white space."""
    text = line_end.join(lines)
    if not text.strip():
        return
    article = read_article_text(text)
    spans = sorted((*article.paragraphs, *article.furniture), key=lambda span: span.start)
    assert list(article.paragraphs) == sorted(article.paragraphs, key=lambda span: span.start)
    assert list(article.furniture) == sorted(article.furniture, key=lambda span: span.start)
    position = 0
    for span in spans:
        assert position <= span.start < span.end
        assert not text[position : span.start].strip()
        position = span.end
    assert not text[position:].strip()


@repeatable
@given(st.lists(st.sampled_from([FIRST, SECOND, THIRD, FOURTH]), min_size=2, max_size=8), st.data())
def test_one_line_of_furniture_never_costs_a_paragraph(paragraphs, data):
    """Wherever one line of furniture or heading stands between the paragraphs, all paragraphs stay story."""
    line = data.draw(st.sampled_from([line for line in PIECES if line not in ("Comments", FIRST, SECOND)]))
    at = data.draw(st.integers(0, len(paragraphs)))
    text = "\n\n".join([TITLE, *paragraphs[:at], line, *paragraphs[at:]])
    story = _story(read_article_text(text))
    assert [part for part in story if part in paragraphs] == paragraphs


def test_a_rule_s_signs_stand_in_every_line_that_its_pattern_finds():
    """A line is passed over for want of a rule's signs only where the rule does not fit it."""
    samples = [line for line in PIECES if line] + [line for lines in LINES.values() for line in lines]
    checked = 0
    for rule in RULES:
        for line in samples if rule.signs else ():
            text = " ".join(line.split())
            if re.search(rule.pattern, text, rule.flags):
                assert any(sign in text.casefold() for sign in rule.signs), (rule.pattern, text)
                checked += 1
    assert checked > 10


@pytest.mark.parametrize(
    "menu",
    ["Main  |  Economy  |  Politics  |  Sport     RU  UZ  EN", "News · Trade · Far and Near", "Home|Tea|Contact"],
)
def test_the_menu_above_a_story_is_not_its_headline(menu):
    """Short entries between bars are where the site leads to; the headline stands below them."""
    article = read_article_text("\n\n".join((menu, TITLE, FIRST, SECOND)) + "\n", name="tea.txt")
    assert article.title is not None
    assert article.text[article.title.start : article.title.end] == TITLE


def test_a_headline_with_bars_stays_one():
    """Bars between longer phrases part a headline's own words."""
    title = "Tea | Guizhou's gardens find new buyers abroad | Coffee"
    article = read_article_text("\n\n".join((title, FIRST, SECOND)) + "\n", name="tea.txt")
    assert article.title is not None
    assert article.text[article.title.start : article.title.end] == title


@pytest.mark.parametrize(
    "line", ["Uzbek exports rise | Economy | UzDaily", "Exports up, imports down · Trade surplus · Uzbekistan"]
)
def test_a_headline_with_its_section_is_no_menu(line):
    """Three entries of which one has more than two words are the headline as some sites show it."""
    article = read_article_text(f"{line}\n\nTASHKENT, July 19 (UzA) -- Exports rose 5 percent, the committee said.\n")
    assert article.title is not None
    assert article.text[article.title.start : article.title.end].strip() == line


def test_a_row_of_sections_is_a_menu():
    """Short names of sections above the headline are not it."""
    for menu in ("Main | Economy | Sport", "Main | World of money | Sport and play | Arts"):
        article = read_article_text(
            f"{menu}\n\nExports rise in Tashkent again\n\nExports rose 5 percent, it was said.\n"
        )
        assert article.text[article.title.start : article.title.end].strip() == "Exports rise in Tashkent again"
