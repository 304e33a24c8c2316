"""Time words: the phrases in which trade news names a period, as patterns.

Groups: `m`, `m1`, `m2` months; `y`, `y1`, `y2`, `year` years of four digits; `rel` years in words; `fiscal` a fiscal
year; `n` a count. The rest is explained where it is read, in `calendar_reading`.
"""

from __future__ import annotations

from xjllm.reading.dates import MONTH

COUNTS = {
    **{str(n): n for n in range(1, 37)},
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4, "latter": 2, "closing": 4, "opening": 1,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
}  # fmt: skip
_N = "|".join(sorted(COUNTS, key=len, reverse=True))
_M = rf"(?-i:(?=[A-Z])){MONTH}\.?+(?![a-z])"
_D = r"(?:\s\d{1,2}(?:st|nd|rd|th)?(?![\d.,:]?\d))?"
_FISCAL_YEAR = (
    r"(?:the\s|this\s)?(?:(?P<which>current|ongoing|present|running|outgoing|last|previous|past|same)\s)?"
    r"(?:(?P<fy>20\d\d)(?:[-–/](?P<fy_to>\d{2,4}))?\s)?"
    r"(?:fiscal|financial)(?:\syear)?(?:[\s(,]{1,2}(?:FY\s?)?(?P<fy2>20\d\d)(?:[-–/](?P<fy2_to>\d{2,4}))?)?(?![\w-])"
    r"|(?P<fy4>20\d\d)[-–/](?P<fy4_to>\d\d)(?![\w-])"
    r"|(?-i:FY)[\s-]?(?P<fy3>(?:20)?\d\d)(?:[-–/](?P<fy3_to>\d{2,4}))?(?![\w-])"
)
_OF_YEAR = (
    rf"(?:,?\s(?:(?:of|in|during|for)\s)?(?:(?P<fiscal>{_FISCAL_YEAR})|(?:the\syear\s)?(?P<year>\d{{4}})(?![\d%]|[.,]\d)|"
    r"(?P<rel>this\syear|last\syear|the\sprevious\syear|the\syear\sbefore|(?:the\s)?(?:current|same|calendar)\syear|the\s"
    r"year(?!\s(?:earlier|ago))|that\syear)))?"
)
_SAME = (
    rf"(?:the\s|a\s|that\s|their\s)?(?:same|corresponding|comparable|equivalent|year[- ](?:earlier|ago)|like)\s"
    rf"(?:(?P<sn>{_N})[\s-])?(?P<what>months?(?:\speriod)?|periods?|quarters?|half|time|span|stretch)"
    r"(?:,?\s(?:(?:of|in|for|during)\s)?(?:(?P<sy>\d{4})(?!\d|[.,]\d)|(?P<back>(?:the\s)?last\s(?:fiscal\s)?year|"
    r"(?:the\s)?previous\s(?:fiscal\s)?year|(?:the|a|one)\syear\s(?:before|ago|earlier|prior)|the\spreceding\syear|"
    r"the\sprior\syear)))?"
)
PATTERNS = {
    "same": _SAME,
    "year_ago": (
        r"(?:(?:a|one|the)\syear\s(?:ago|earlier|before|prior|previously)|(?:12|twelve)\smonths\s(?:earlier|ago|"
        r"before)|"
        r"year[- ](?:earlier|ago)(?!\w)|"
        r"(?:the\s)?(?:previous|preceding|prior)\s(?:fiscal\s|financial\s)?year(?:[’']s)?)"
    ),
    "years_ago": rf"(?:(?P<n>{_N})\syears\s(?:ago|earlier|before)|(?P<decade>a\sdecade\s(?:ago|earlier|before)))",
    "months_ago": rf"(?:the\s)?(?:previous|preceding|prior)\s(?P<n>{_N})[\s-](?P<of>months|quarters)",
    "month_ago": (
        r"(?:a|one|the)\smonth\s(?:ago|earlier|before|prior)|(?:the\s)?(?:previous|preceding|prior)\smonth(?:[’']s)?|"
        r"month[- ](?:earlier|ago)(?!\w)"
    ),
    "quarter_ago": (
        r"(?:a|one|the)\squarter\s(?:ago|earlier|before|prior)|(?:the\s)?(?:previous|preceding|"
        r"prior)\squarter(?:[’']s)?"
    ),
    "to_month": (
        rf"(?:(?:(?P<n>{_N})[\s-])months?(?:\speriod)?|(?P<oneyear>(?:(?:the|last)\s)?(?:(?:fiscal|financial)\s)?year)|"
        rf"(?P<onequarter>quarter))\s(?:(?:that|which)\s(?=end))?(?:to|through|until|up\sto|ended|ending)"
        rf"(?:\sin|\son)?(?:\sthe\send\sof)?\s(?:\d{{1,2}}\s)?(?P<m>{_M}){_D}(?:,?\s(?:of\s)?(?P<year>\d{{4}}|(?P<rel>last\syear|"
        r"this\syear))(?!\d))?"
    ),
    "eventrange": (
        rf"(?:between|from|since)\s(?:its|their|the)\s(?:[a-z][\w-]*\s){{1,5}}?(?:on|in|at)\s(?:(?:early|late|mid)[\s-])?"
        rf"(?P<m1>{_M}){_D}(?:,?\s(?:of\s)?(?:(?P<y1>\d{{4}})(?!\d)|(?P<rel1>last\syear|this\syear)))?,?"
        rf"(?P<to>\s(?:and|to|through|until|till|up\sto)\s(?:the\s)?(?:(?:end|middle)\sof\s|(?:end|early|mid|late)[\s-])?)"
        rf"(?P<m2>{_M}){_D}{_OF_YEAR}"
    ),
    "range": (
        rf"(?P<m1>{_M}){_D}(?:,?\s(?P<y1>\d{{4}}))?(?:,\s(?:when|as|after)\s[^,;]{{1,80}},)?(?P<to>\s?(?:-|–|—|/|-to-|-through-)\s?|\s(?:to|through|thru|until|till|"
        rf"and|&)\s(?:(?:the\s)?(?:end|middle)\sof\s|(?:early|mid|late|end)[\s-])?)(?P<m2>{_M}){_D},?(?:\s(?:period|quarter))?{_OF_YEAR}"
    ),
    "days": (
        rf"\b(?P<d1>\d{{1,2}})\s(?P<m1>{_M})(?:\s(?P<y1>\d{{4}}))?\s(?:to|through|until|and)\s\d{{1,2}}\s"
        rf"(?P<m2>{_M})(?:\s(?P<year>\d{{4}})(?!\d))?"
    ),
    "half": (
        rf"(?:(?P<h>first|second|1st|2nd|latter|last)[\s-](?:half(?:[\s-]year)?|six[\s-]months\b(?=\sof))|"
        rf"(?-i:(?<!\w)(?:H(?P<h1>[12])|(?P<h2>[12])H))(?P<yy>\d\d)?(?!\w)){_OF_YEAR}"
    ),
    "halfyear": (
        r"half[- ]year(?:ly)?(?=\s(?:trade|exports?|imports?|total|figures?|turnover|surplus|deficit|data|volume))"
    ),
    "firstn": (
        rf"(?:first|opening|initial)\s(?:(?P<n>{_N})[\s-])?(?:full\s)?(?P<of>months?|quarters?)(?:\speriod)?{_OF_YEAR}"
    ),
    "nmonth": (
        rf"(?<![\w-])(?P<n>{_N})-month(?=\s(?:period|trade|exports?|imports?|total|figures?|turnover|surplus|deficit|"
        rf"data|volume|value|tally|foreign|trading)\b){_OF_YEAR}"
    ),
    "shortm": r"(?-i:(?<!\w)(?P<n>\d{1,2})M)\s?(?P<year>20\d\d|\d\d)(?!\w)",
    "quarter": (
        rf"(?:(?P<q>second|third|fourth|final|last|closing|2nd|3rd|4th)[\s-]quarter(?!\s(?:ago|earlier))|"
        rf"(?P<mq>{_M})\squarter|(?-i:(?<!\w)(?:Q(?P<q1>[1-4])|(?P<q2>[1-4])Q))(?P<yy>\d\d)?(?!\w)){_OF_YEAR}"
    ),
    "since": (
        rf"since\s(?:(?:the\s)?(?:very\s)?(?P<start>start|beginning|turn)\sof\s(?:the|this|last)\syear|(?P<newyear>New\s"
        rf"Year)|(?P<m>{_M}){_D}(?:\sthis\syear|\slast\syear|,?\s(?P<year>\d{{4}})(?!\d))?|(?P<y>20\d\d|19\d\d)(?!\d))"
    ),
    "todate": (
        r"so\sfar\sthis\syear|this\syear\sso\sfar|thus\sfar\sthis\syear|(?:the\s)?year[- ]to[- ]date|"
        r"to\sdate\sthis\syear|so\sfar\sin\s20\d\d"
    ),
    "lastmonth": r"(?:last|past)\smonth(?:[’']s)?|(?P<this>this\smonth)",
    "dated": rf"(?P<m>{_M})\s\d{{1,2}}(?:st|nd|rd|th)?(?![\d.,:]?\d)(?!\s\w+illion)"
    rf"(?:,?\s(?P<year>\d{{4}})(?!\d)|,?\s(?:of\s)?(?P<rel>last\syear|this\syear))?|"
    rf"(?<!\w)\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?P<m2>{_M})(?:,?\s(?P<year2>\d{{4}})(?!\d))?",
    "month": rf"(?P<m>{_M})(?:[’']s?(?!\w))?,?+{_OF_YEAR}",
    "pastn": (rf"(?:past|last|recent|latest)\s(?:(?P<n>{_N})\s)?(?P<of>months|quarters|years|decade)(?!\s(?:of|[’']))"),
    "nmonths": (
        rf"(?:(?:in|over|during|for|across)\s(?:the\s|these\s|those\s|all\s)?|the\s|these\s|those\s)(?P<n>{_N})[\s-]"
        r"months?(?:[\s-]period)?(?:\sof\s(?:(?P<year>\d{4})|(?P<rel>this\syear|last\syear|the\s(?:current\s)?year)))?(?!\s(?:later|earlier|ago|before|ahead|from|old|in\sa\srow|"
        r"(?:period\s)?(?:to|through|until|ended|ending)\b))"
        r"(?!\w|-)"
    ),
    "period": (
        r"(?:the|this|that)\s(?:(?:reporting|reported|review|reference|covered|above|said|given|whole|entire)\s)?period"
        r"(?!\s(?:of|from|when|before|after))"
    ),
    "themonth": (
        r"(?:the|that)\s(?:(?:whole|reporting|same)\s)?month(?:[’']s)?(?!\s(?:before|earlier|ago|of|ahead)|s)(?!\w)"
    ),
    "thequarter": (
        r"(?:the|that)\s(?:whole\s)?quarter(?:[’']s)?"
        r"(?!\s(?:before|earlier|ago|of|ahead|to|through|ended|ending))(?!\w)"
    ),
    "thehalf": r"(?:the|that)\s(?:half[- ]year|half)(?!\s(?:before|earlier|ago|of))(?!\w)",
    "theyear": (
        r"(?P<full>(?:the\s|a\s)?(?:full|whole|entire)[\s-](?:calendar\s)?year|the\s(?:whole|entirety)\sof\sthe\syear|"
        r"all\syear)|(?:the|that)\syear(?:[’']s)?(?!\s(?:before|earlier|ago|ahead|prior|to|ended|ending))(?!\w)"
    ),
    "years": (
        r"(?P<y1>(?:19|20)\d\d)\s?(?P<to>-|–|—|\sto\s|\sthrough\s|\sand\s|\suntil\s)\s?(?P<y2>(?:19|20)\d\d)(?![\d-])"
    ),
    "fiscal": rf"(?:{_FISCAL_YEAR})",
    "year": (
        r"(?<![\d.,$€£¥/-])(?P<y>(?:19|20)\d\d)(?:[’']s)?(?![\d%s]|[.,]\d|-\d|/\d)|"
        r"(?P<rel>last\syear|this\syear)(?:[’']s)?"
    ),
}
"""Patterns by kind. Of two that begin at the same place the one higher up is taken."""
