"""The rules by which a single line is known as page furniture.

To add one, add it to its table and to the table of its test.

Every pattern is tried on one line of bounded length, with its white space normalised; no pattern has an open
repeat inside another one, so that each takes time linear in the line.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from xjllm.reading.lines import Line


class Rule(NamedTuple):
    """A line in which `pattern` is found is furniture of this `kind`.

    Attributes:
        kind: as in `xjllm.article.Furniture`.
        max_chars: a longer line is not furniture, whatever it holds.
        pattern: what is searched; compiled when first used, for the sake of a fast import.
        prose: whether running text can be furniture by this rule; otherwise only lines like titles are.
        flags: how the pattern is compiled.
        signs: every line in which the pattern is found has one of these, in lower case; none where empty. A pattern
            without `^` is tried at every character of every line, which takes ten times as long as to look for them.
    """

    kind: str
    max_chars: int
    pattern: str
    prose: bool
    flags: int
    signs: tuple[str, ...] = ()


_PRESS = (
    r"(?:Xinhua|XINHUA|Reuters|REUTERS|AFP|AP|EPA|dpa|VCG|CFP|IC|TASS|Sputnik|Anadolu|AA|VNA|Bernama|Antara|Yonhap"
    r"|Kyodo|Getty(?: Images)?|Bloomberg|CNS|CNSphoto|CGTN|CCTV|CMG|China Daily|Global Times"
    r"|People.s Daily(?: Online)?|China News Service|Shutterstock|Unsplash)"
)
_PICTURE = r"(?:photo|image|picture|photograph|illustration|infographic|graphic|cartoon)s?"
_MEDIA = r"(?:Twitter|Facebook|Instagram|Telegram|WhatsApp|WeChat|Weibo|LinkedIn|YouTube|TikTok|Google News|Viber)"
_SHOT = (
    r"(?:(?:aerial|drone|file|combination|combined|composite|undated|panoramic|handout|satellite|recent|stock)"
    r" ){0,3}(?:photo|photograph|image|picture)s?"
)
ROLE = r"(?:(?:web|copy|online|chief|managing|responsible|executive|video|news|page|senior|deputy) ){0,2}"
MARK = r"[^\w\"'“‘]{0,3}"  # brackets and bullets; not a quotation mark: people speak in the story


def _rule(
    kind: str, max_chars: int, pattern: str, *, prose: bool = True, cased: bool = False, signs: tuple[str, ...] = ()
) -> Rule:
    return Rule(kind, max_chars, pattern, prose, 0 if cased else re.IGNORECASE, signs)


RULES: Final = (
    # "[Photo/Xinhua]", "(Photo: VNA)", "[Photo by Wu Feng/For China Daily]" at the end
    _rule("caption", 600, rf"[(\[（【][^()\[\]（）]{{0,60}}\b{_PICTURE}\b[^()\[\]（）]{{0,80}}[)\]）】]\s?\.?$"),
    _rule("caption", 600, r"[(\[](?:courtesy of|credit|source) ?:? ?[^()\[\]]{2,60}[)\]]\.?$", prose=False),
    # "(Xinhua/Wang Fei)" at the end
    _rule("caption", 500, r"[(\[（][A-Z][\w’'&. -]{1,40} ?/ ?[A-Z][^()\[\]\d]{1,50}[)\]）]$", cased=True),
    # "Photo: VCG", "Photo credit: …", "Image by …" at the end
    _rule(
        "caption",
        600,
        r"(?:^|[\s.,(|])(?:Photo|PHOTO|Image|Picture|Photograph|Pic|Illustration)s?(?: [Cc]redit)?"
        r"(?: [Cc]ourtesy)? ?(?::|by\b|/|©|courtesy of) ?\S.{0,80}$",
        cased=True,
        signs=("photo", "image", "pic", "illustration"),
    ),
    # "… /CFP", "… / Xinhua Photo", "REUTERS/Name", "AP Photo"
    _rule("caption", 600, rf"[/|©] ?{_PRESS}(?:[ -][Pp]hoto)?[.)]?$", cased=True),
    _rule("caption", 600, r"\b(?:REUTERS|AP|AFP|EPA|TASS|dpa) ?/ ?[A-Z][\w .,/’'-]{1,60}$", cased=True, signs=("/",)),
    _rule(
        "caption",
        600,
        rf"\b(?:{_PRESS}|File|FILE|Stock) (?:Photo|PHOTO|Image)s?[.)]{{0,2}}$",
        cased=True,
        signs=("photo", "image"),
    ),
    # "File photo: …", "A drone photo taken on …", "This undated image shows …", "An aerial view of …"
    _rule("caption", 600, rf"^{MARK}(?:file (?:photo|image|picture|pic)|photo caption)\b"),
    _rule(
        "caption",
        600,
        rf"^{MARK}(?:(?:an?|this|these|the) )?{_SHOT} (?:\([^)]{{1,30}}\) )?(?:was |were )?"
        r"(?:taken|dated|released|provided|shot|shows)\b",
    ),
    _rule(
        "caption",
        600,
        rf"^{MARK}in this (?:(?:file|undated|aerial|drone|recent|handout|satellite"
        r"|\w{3,9} \d{1,2},? (?:\d{4},?)?) ?(?:photo(?:graph)?|image|picture)|photo(?:graph)?)\b",
    ),
    _rule(
        "caption", 600, rf"(?:^|[.,] ?)[—–-]+ ?{_PRESS}(?:/(?:[Ff]ile|{_PRESS}))?[.)]?$", cased=True, signs=tuple("—–-")
    ),
    # "[Photo: Visitors look at imported nuts. …]", "[Photo] A train leaves …", "(Caption) A crane …"
    _rule("caption", 600, rf"^[(\[（【](?:{_PICTURE}|(?:{_PICTURE} )?caption)(?:\s?[:：]|[)\]）】])"),
    _rule("caption", 600, r"^an? (?:aerial|drone|bird.s[ -]eye) (?:view|shot) (?:of|shows)\b"),
    # "(Web editor: …)", "Source: Xinhua", "(Reporting by …)", "By Name", "Contact the writers at …"
    _rule("credits", 200, rf"^{MARK}{ROLE}editor(?:s|-in-chief| in charge)? ?[:：]"),
    _rule(
        "credits",
        250,
        rf"^{MARK}(?:additional )?(?:contributed|contributions?|reporting|writing|translated|translation|proofread"
        r"|compiled|edited"
        r"|editing|written|produced|reported) by\b",
    ),
    _rule(
        "credits",
        120,
        rf"^{MARK}(?:sources?|authors?|writer|reporters?|correspondent|translator|proofreader|byline"
        r"|agency) ?[:：]",
        prose=False,
    ),
    _rule("credits", 160, r"^(?:By|BY) [A-Z][^.!?%$€£¥]{2,60}(?:$|[.|,(])", prose=False, cased=True),
    _rule("credits", 160, r"^by (?:xinhua|(?:our |\w{2,12} )?staff) (?:writers?|reporters?|correspondents?)\b"),
    _rule(
        "credits",
        120,
        r"^by (?:our|staff|special) (?:own )?(?:\w{2,12} )?(?:correspondent|reporter|writer)s?\b",
        prose=False,
    ),
    _rule(
        "credits",
        200,
        rf"^{MARK}(?:additional |with )(?:reporting|assistance|input|inputs|contributions?|files) (?:from|by)\b",
    ),
    _rule("credits", 250, r"\bcontributed to this (?:report|story|article)\W{0,2}$", signs=("contributed to",)),
    _rule("credits", 250, rf"^(?:{_PRESS}|Associated Press) .{{3,180}}\bcontributed\.$", cased=True),
    _rule("credits", 120, r"^op[/-]?ed by [A-Z]", prose=False),
    _rule(
        "credits", 120, r"^(?:view|read|see|more) (?:more |all )?(?:articles|posts|stories) (?:from|by)", prose=False
    ),
    # "ab/cd (dpa, AFP)": initials of editors and the agencies used
    _rule(
        "credits", 60, rf"^[a-z]{{2,4}}(?:[/,] ?[a-z]{{2,4}}){{0,3}} \({_PRESS}(?:, ?{_PRESS}){{0,3}}\)$", cased=True
    ),
    _rule("credits", 80, r"^[\w.+-]{1,40}@[\w.-]{3,40}$"),
    # "A. Author is a journalist based in Paris, …": the box below a story
    _rule(
        "credits",
        600,
        r"^[A-Z][\w'’. -]{3,50} (?:is|was) an? (?:[\w-]{2,20} ){0,3}(?:journalist|correspondent|columnist|staff writer"
        r"|contributing (?:writer|editor))\b,? (?:based|with|for|at|covering|who|and|focus\w{2,4}|speciali\w{3,5})\b",
        cased=True,
    ),
    _rule("credits", 160, rf"^{MARK}contact (?:the )?(?:reporter|writer|author|editor)s?\b"),
    _rule(
        "credits",
        40,
        r"^\W{0,2}(?:ends?|enditem|end item|xinhua|vna|vnp|vna/vnp|afp|reuters|dpa|global times|china daily"
        r"|people.s daily online)\W{0,3}$",
    ),
    _rule("credits", 60, r"^(?:\d{1,2}[ -]min(?:ute)?s?(?: read)?|reading time ?:?.{0,20})$"),
    # Where on the site: "Location: Home > News", "Home / Business / Macro", "NEWS > WORLD"
    _rule("credits", 120, r"^(?:(?:(?:your|current) )?(?:location|position)|you are here) ?[:：]", prose=False),
    _rule("credits", 100, r"^home ?(?:$|[>»|/›]| - )", prose=False),
    _rule("credits", 100, r"^[\w&' -]{2,30}[>»›][\w&' >»›-]{0,80}$", prose=False),
    # Share lines that are phrases
    _rule(
        "share",
        60,
        r"^(?:adjust )?(?:font|text) size\b|^add to favou?rites$|^view options$|^video player|^go to forum\b"
        r"|^share ?(?:to|on|via|:|-)",
    ),
    _rule(
        "share",
        60,
        r"^(?:share|tweet|send|print|email|e-mail|save|bookmark) (?:this|with|via|to|on|the) "
        r"(?:article|story|page|post|news|friends?|link|facebook|twitter)\b.{0,30}$",
    ),
    _rule("share", 60, r"^\+? ?follow(?: us| me)?(?: on)?$|^listen to (?:this|the) (?:article|story)\b"),
    _rule(
        "share",
        80,
        r"^(?:(?:中文?|[A-Z]{2}|English|Français|Русский|Español|Deutsch|Türkçe)[ |/·]{0,3}){3,12}$",
        cased=True,
    ),
    # "[Font: large medium small] [Print] [Close]", "Responsible editor:" of pages in Chinese
    _rule("share", 120, r"^\W{0,3}(?:字体|字号|打印|关闭|分享|责任编辑|编辑|来源|当前位置|主办单位|承办单位|版权所有)"),
    # Rights, subscriptions, channels
    _rule(
        "notice",
        600,
        r"^\W{0,3}(?:copyright|\(c\) ?\d{4})\b|©|\ball rights reserved\b|ICP ?(?:备|prepared|no\b)",
        signs=("copyright", "(c)", "©", "all rights", "icp"),
    ),
    _rule(
        "notice",
        250,
        rf"^{MARK}(?:follow(?!-)|join|connect with|stay|find us|like us|visit our)\b.{{1,120}}\b{_MEDIA}\b",
    ),
    _rule("notice", 250, rf"^{MARK}for (?:the latest|more) .{{1,60}}\b(?:follow|visit|subscribe|download)\b"),
    _rule("notice", 120, r"^\W{0,2}(?:found|spotted|noticed|see) an? (?:mistake|error|typo)\b"),
    _rule("notice", 80, r"^\+? ?follow .{2,40} on (?:google news|x|\w{4,10})\.?$"),
    _rule(
        "notice",
        250,
        rf"^{MARK}(?:get|sign up|subscribe|stay|download|scan|receive|never miss|don.t miss)\b.{{1,160}}"
        r"\b(?:newsletters?|apps?|channels?|subscri\w{2,8}|inbox|alerts|qr code|sent directly to you)\b",
    ),
    _rule("notice", 120, r"\bapp download\b", signs=("app download",)),
    _rule("notice", 120, r"^(?:download (?:the|our) (?:\w+ )?app|(?:subscribe|sign up|log ?in|sign in)\b)"),
    _rule(
        "notice",
        250,
        r"^(?:tags?|key ?words?|topics?|categor(?:y|ies)|filed under|hashtags?) ?[:：]",
        prose=False,
    ),
    _rule("notice", 200, r"^#\w{1,30}(?:,? #\w{1,30}){0,12}$|^key ?words? #\w"),
    _rule("notice", 120, r"^permalink\b|^link ?: ?https?://", prose=False),
    _rule("notice", 250, r"^\W{0,2}this (?:story|article|report|copy) (?:has not been|was not) edited\b"),
    _rule("notice", 250, r"\bis auto-generated from\b", signs=("auto-generated",)),
    _rule("notice", 250, r"^(?:\W{0,2}(?:you can (?:now )?)subscribe to our|thank you for visiting)\b"),
    _rule("notice", 120, r"^(?:do you want to|to) (?:read|continue reading) the full (?:article|story)\b"),
    _rule("notice", 120, r"^(?:are you )?already an? (?:member|subscriber)\b", prose=False),
    _rule("notice", 120, r"^(?:save|get|enjoy|subscribe)\b.{0,60}\bsubscri(?:be|ption)", prose=False),
    _rule("notice", 200, r"^our standards ?:|^disclaimer ?[:：]|^(?:the views|opinions) expressed\b"),
    _rule(
        "notice",
        120,
        r"^(?:terms of (?:use|service)|privacy policy|cookie policy|about us|contact us)\b",
        prose=False,
    ),
    _rule(
        "notice",
        300,
        r"\bcontains only a portion of the news stories\b|\bcontact us for subscription\b"
        r"|\bavailable only to subscribers\b|\bis the (?:english-language )?online news portal\b",
        signs=("contains only a", "contact us for", "available only", "online news"),
    ),
    _rule("notice", 300, r"^(?:why you can trust|we use cookies)\b"),
    _rule("notice", 120, r"^(?:https?://|www\.)\S+$|^\d{12,40}$|^\W{0,2}(?:advertisement|sponsored)\W{0,2}$"),
    # "($1 = 3.2335 reais)": the rate that the medium converts with, not trade
    _rule("notice", 250, r"^[(\[]? ?(?:US)?\$1 ?(?:=|equals|is)|^[(\[] ?1 (?:[a-z.]{2,15} ){1,3}="),
    # "READ MORE: …", "Also read | …": one line
    _rule(
        "teaser",
        220,
        rf"^{MARK}(?:read more|read also|also read|read next|read|see also|see more|watch|related"
        r"|related (?:story|stories|news|article)|must read|don.t miss|recommended|you may like)"
        r" ?[:：|>»]{1,2} ?\S",
    ),
    # The neighbours on the site: "Previous: …", "Next article: …"
    _rule("teaser", 220, rf"^{MARK}(?:previous|next|prev)(?: (?:article|story|post|page))? ?[:：|>»] ?\S", prose=False),
    # The form in which readers write
    _rule("comments", 80, rf"^{MARK}(?:user ?name|your (?:name|comment|email)|full name|enter the words)\b"),
)

_BUTTON_WORDS: Final = """
    a aa adjust and audio back bookmark bookmarks by close comment comments copied copy download e e-mail
    email embed expand f facebook favorites feedback flipboard follow font full gift go home hide in
    instagram kakaotalk large larger line link linkedin listen login mail medium menu messenger more
    normal on open page pdf pinterest play player pocket post print printer qq reddit reply s save screen
    search share shares sharing send show sign size skype small smaller sms subscribe t telegram text this
    to toggle top translate tumblr tweet tweets twitter up us via viber video views vk vkontakte wechat
    weibo whatsapp x youtube zoom
"""
BUTTONS: Final = frozenset(_BUTTON_WORDS.split())
"""Words on a page's buttons: a line of nothing else is a toolbar."""
_PLAIN_WORDS: Final = """
    a aa and audio back by download e expand f favorites feedback full gift go hide home in large larger
    line link medium more normal on open page pdf play pocket post printer reply s screen search send show
    sign size small smaller subscribe t text this to toggle translate up us via views x
"""
_SURE_BUTTONS: Final = BUTTONS - frozenset(_PLAIN_WORDS.split())
_WORD: Final = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)?")
_CHINESE_BUTTON: Final = re.compile(r"分享(?:按钮|到)?|打印|收藏|评论|字体|微信|微博")
_CLOCK: Final = re.compile(r"[\d:/ ]{1,20}")


def is_menu(text: str) -> bool:
    """Whether a line above the story may be the site's menu: three short entries or more, "Main  |  Economy  |  Sport".

    So may a headline with its section: "Exports rise | Economy | Post".
    """
    entries = text.replace("·", "|").replace("•", "|").split("|")
    return len(entries) > 2 and all(1 <= len(entry.split()) <= 4 and not re.search(r"\d", entry) for entry in entries)


def line_kind(line: Line) -> str | None:
    """The kind of furniture that the line is by itself; None where no rule knows it."""
    text, length, is_prose = line.text, len(line.text), line.is_prose
    if _is_toolbar(text):
        return "share"
    folded = text.casefold()
    for rule, pattern in _compiled_rules():
        if length > rule.max_chars or (is_prose and not rule.prose):
            continue
        if rule.signs and not any(sign in folded for sign in rule.signs):
            continue
        if pattern.search(text):
            return rule.kind
    return None


@cache
def _compiled_rules() -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    return tuple((rule, re.compile(rule.pattern, rule.flags)) for rule in RULES)


def _is_toolbar(text: str) -> bool:
    text = _CHINESE_BUTTON.sub(" ", text[:161])
    if len(text) > 160 or any(char.isalpha() and not char.isascii() for char in text):
        return False
    words = [word.lower() for word in _WORD.findall(text)]
    if not words:
        return _CLOCK.fullmatch(text) is not None
    if not all(word in BUTTONS or set(word.split("-")) <= BUTTONS for word in words):
        return False
    return len(words) == 1 or any(word in _SURE_BUTTONS for word in words)
