"""Words that tell what a figure states: the tables behind `readings`."""

from __future__ import annotations

import re

_I = re.IGNORECASE

SHARE_BEFORE = re.compile(
    r"(?:account(?:s|ed|ing)?\sfor|t(?:ake|akes|aking|ook)\sup|taken\sup|m(?:ake|akes|aking|ade)\sup|(?:share|"
    r"proportion|portion|slice)\sof|"
    r"represent(?:s|ed|ing)?|constitut(?:e|es|ed|ing)|compris(?:e|es|ed|ing)|equal(?:s|led|ling)?(?:\sto)?|"
    r"equivalent\sto|"
    r"contribut(?:e|es|ed|ing)|(?:share|proportion|portion)\s(?:\w+\s){0,6}(?:was|is|to|at|reached|hit|stood\sat)|"
    r"absorb(?:s|ed|ing)?|suppl(?:y|ies|ied|ying)|took|takes|taking|carried|hauled|responsible\sfor|"
    r"amount(?:s|ed|ing)\sto|nearly|about|for|or|holding|had|with)\s*(?:(?:about|around|nearly|almost|some|over|"
    r"more\sthan|less\sthan|fewer\sthan|up\sto|as\smuch\sas|close\sto|just|only|a)\s)*$",
    _I,
)
WHOLE_AFTER = re.compile(
    r"\s?(?:of|in|from|share\sof)\s(?:(?:the|its|their|all|total|overall|whole|everything|what|that|those|this|"
    r"(?-i:[A-Z])[\w’'-]*)\b|(?:exports|imports|trade|foreign|them|these|those|which))",
    _I,
)
SHARE_AFTER = re.compile(r"\s?(?:\([^)]*\)\s?)?(?:of|share)\b(?!\sgrowth)", _I)
GAP = re.compile(
    r"\s?(?:points?\s)?(?:higher|lower|above|below|faster|slower|more|less|ahead|behind)\b.{0,20}?\b(?:than|of|the)\b|"
    r"\s?(?:above|below|over)\s(?:the|that|China)",
    _I,
)
GAP_WORDS = re.compile(r"\b(?:nation\w*|average|country|growth|rate|pace|quarter|half|month|provinc\w*)\b", _I)
SHARE_WORD = re.compile(r"\b(?:share|proportion|account\w*|percent\sof|made\sup|took)\b", _I)
CHANGE_BEFORE = re.compile(
    r"\b(?:by|an?\s(?:net\s)?(?:increase|decrease|rise|drop|decline|gain)\sof)\s(?:about\s|some\s|nearly\s|"
    r"around\s)?$",
    _I,
)
CHANGE_AFTER = re.compile(
    r"^\s?(?!(?:and|while|but|because|due|owing|thanks|amid|despite|on|as|after)\s)(?:\w+\s){0,2}?(?:more|smaller|larger|bigger|less|higher|lower|fewer|above|below|(?<!made\s)(?<!make\s)(?<!makes\s)(?<!making\s)(?<!ed\s)(?<!en\s)up|(?<!ed\s)down)\b(?!\s(?:or|"
    r"than\s(?:half|one|two|\d)))",
    _I,
)
FLOWS = re.compile(
    r"(?P<balance>\b(?:surplus(?:es)?|deficits?|trade\sgap|shortfall|(?:trade|negative|positive)\sbalance|balance\sof\s(?:foreign\s)?trade|net\sexports)\b)|"
    r"(?P<total>\b(?:imports?\s(?:and|&|plus)\sexports?|exports?\s(?:and|&|plus)\simports?|import[-/]export|"
    r"imported\sand\sexported|"
    r"exported\sand\simported|(?:bought\s(?:from\s)?and\ssold|sold\s(?:to\s)?and\sbought)|(?:foreign|external|bilateral|merchandise|overall|two-way)\strade|trade\s(?:volume|"
    r"value|turnover|with|in\sgoods)|"
    r"(?<!via\s)(?<!by\s)(?<!through\s)(?<!under\s)(?<!of\s)cross-border\se-commerce(?!\s(?:imports?|exports?|parcels|goods|zones?|comprehensive|pilot|companies|"
    r"enterprises|firms|platforms?|retail|sales|orders|shipments|packages|products|hub|trade))|"
    r"turnover|traded|trade|(?<!e-)commerce)\b(?!\s(?:zones?|partners?|surplus|deficit|gap|balance|war|hub|market|"
    r"fair|routes?|mode|structure|enterprises|companies|firms|credit|hotline)))|"
    r"(?P<exports>\b(?:exports?|exported|exporting|exporters|outbound|shipped|"
    r"(?<!freight\s)(?<!cargo\s)(?<!rail\s)shipments(?!\s(?:from|through|via|of\s[\w\s-]{1,30}\sfrom))|sold|sales(?!\sof\s[\w\s-]{1,30}\sin\s(?-i:[A-Z]))|"
    r"deliveries(?!\s(?:of\s[\w\s-]{1,30}\s)?from\b(?!\s\w+\sto\b))|supplies(?=\s(?:of\s[\w\s-]{1,30}\s)?to\b)|"
    r"fetched|earned|"
    r"brought\sin(?=\s(?:\w+\s){0,2}$)|end(?:s|ed)?\sup\sin|"
    r"(?:went|sent|shipped)\sthere|(?:went|sent|headed|bound|destined)\s(?:to|for)(?=\s(?:the\s)?(?:(?-i:[A-Z])|country\b))|"
    r"(?<!and\s)(?:left|leave|leaving)\s(?:(?:through|via)(?=\s(?-i:[A-Z]))|on\s(?:[a-z]+\s)?(?:flights|planes|trains|trucks|ships)|the\s(?:country|region)|China|Xinjiang|for\s(?:the\s)?(?:(?-i:[A-Z])|foreign|overseas))|set\soff\sfor|(?:flown|flew|shipped|sent|trucked|driven|hauled)\sout|"
    r"out\sof\s(?:the\s(?:country|region)|China|Xinjiang)|"
    r"overseas\ssales|supplied(?!\s(?:by|from)\b)|(?:to|for|into)\s(?:foreign|overseas)\smarkets|(?<!bought\s)(?<!purchased\s)(?<!from\s)abroad)\b)|"
    r"(?P<imports>\b(?:imports?|imported|importing|importers|inbound|arrivals|(?:took|taken|takes|shipped|trucked|flown|hauled)\sin(?=\s(?:\w+\s){0,2}$|\s(?:by|via|through|from)\b)|purchases?|purchased|bought|buying|"
    r"c[ao]me\sin\s(?:by|via|through)|brought\sinto|(?<!tax\s)(?<!duties\s)paid(?=\s(?:\w+\s){0,2}$)|(?:came|brought|arrived|originated)\s(?:from|in\sfrom)(?=\s(?:the\s)?(?:(?-i:[A-Z])|there\b|abroad\b|five\b|countr))|"
    r"(?<!\sand\s)enter(?:ed|ing)?\s(?:the\s(?:country|region|province)|China|Xinjiang)(?!\sand\sle)|"
    r"(?:supplies|deliveries|shipments)\s(?:of\s[\w\s-]{1,30}\s)?from(?=\s(?:the\s)?(?-i:[A-Z]))(?!\s\w+\sto\b)|"
    r"spent|spending)\b)",
    _I,
)
MEASURES = re.compile(
    r"(?P<freight_trains>\b(?:freight\strains?|train\s(?:trips|services)|trains|trips)\b)|"
    r"(?P<freight_volume>\b(?:cargo|freight\s(?:volume|turnover)|tons|tonnes|tonnage|TEUs?|containers|throughput|"
    r"volume\sof\s(?:goods|freight|cargo)|freight)\b)|"
    r"(?P<enterprises>\b(?:enterprises|companies|firms)\s(?:\w+\s){0,5}(?:had|with|engaged|conducted|exported|"
    r"imported|recorded|registered)\b)|"
    r"(?P<trading_partners>\b(?:countries\sand\sregions|trading\spartners)\b)|"
    r"(?P<shipments>\b(?:units|parcels|packages)\b|\bnumber\sof\s(?:[\w-]+\s){0,4}(?:vehicles|cars|units|trucks|"
    r"phones|laptops|computers)\b)",
    _I,
)
SUBJECT = re.compile(
    r"\b(?:shipped|sold|bought|trade|exports?|imports?|exported|imported|turnover|surplus|deficit|trains|trips|cargo|"
    r"freight|tons|tonnes|enterprises|"
    r"companies|firms|sales|purchases|shipments|parcels|vehicles|cars)\b",
    _I,
)
RESPECTIVELY = re.compile(r"\brespectively\b", _I)
PLAN = re.compile(
    r"\b(?:will|would|targets?|targeted|aims?|aimed|aiming|(?<!year\s)plans?|planned(?!\sarea)|pencil+ed|expect(?:s|ed|ing)?|f[’']?cast|forecasts?|designed\s(?:for|to)|"
    r"striv(?:es?|ing)|hopes?|goal|"
    r"set\sto|project(?:s|ed)\s|projections?|outlook|could|predict(?:s|ed)?|intends?|scheduled|quotas?|"
    r"seeks?|likely|"
    r"(?<!that\s)is\sto\s|are\sto\s|should|may\s(?:reach|rise|fall|grow|exceed)|by\s(?:20[3-9]\d|the\send\sof\s(?:next|"
    r"this)\syear))\b",
    _I,
)
ECONOMY = re.compile(
    r"\b(?:GDP|gross\sdomestic|investments?|(?<!foreign-)(?<!foreign\s)invested|invest|population|people(?![’']s\sRepublic)|(?<!border\s)residents|"
    r"tourists?|tourism|visitors|retail|consumption|"
    r"fixed[- ]asset|industrial(?!\s(?:goods|products|supplies))|"
    r"fiscal(?!\s(?:year|quarter|half|(?:19|20)\d\d\b)|\s?\w{0,6}$)|"
    r"(?<!export\s)(?<!exports\s)revenue(?!s?\sfrom\s(?:[\w-]+\s){0,3}(?:sales|exports|shipments)\b)|"
    r"loans?|bonds?|inflation|unemployment|"
    r"jobs|economy\s(?:grew|expanded|"
    r"shrank)|stake|tariffs?|"
    r"current[- ]account|funds?\sworth|currency|(?:the|weaker|stronger|weak|strong|"
    r"offshore|onshore)\s(?:euro|real|ruble|rouble|tenge|lira|yen|renminbi|dollar|"
    r"rupee|won|soms?|sum|dong|baht|peso|rand|pound|yuan|rupiah|manat|somoni|zloty|tugrik),?\s(?:which\s)?(?:has|had|have|"
    r"gained|lost|fell|rose|eased|slipped|edged|firmed|weakened|strengthened|depreciated|appreciated|closed|traded\sat)|services\strade|"
    r"trade\sin\sservices|services\s(?:exports|imports)|(?:exports|imports)\sof\sservices|granted|lent|borrow\w*|credits?\b|tied\sup|land\sterritory|(?-i:territory)|land\s(?:area|mass)|(?:anti-dumping|import|customs|punitive|additional)\sdut(?:y|ies)|duties,?\s(?:on|of|against)|(?:registered|paid-in|authori[sz]ed)\scapital|passengers|passenger\s(?:traffic|trips|flow|throughput|volume)|travell?ers?|detained|seized|smuggl\w+|allot\w*|allocat\w+|earmark\w*|set\saside|grants?\b|foreign\scapital|"
    r"foreign\sdirect|"
    r"salary|wages|remittances|reserves|debt|budget|subsid\w+|tax(?:es)?|rebates?|"
    r"(?:key|policy|benchmark|refinancing)\srate|central\sbank[’']s\srate|index\b|"
    r"shares\s(?:of|in)\s[\w&.]{2,20}(?:\s[\w&.]{2,20}){0,2}\s(?:closed|ended|fell|rose|gained|lost|dropped|jumped|climbed|slipped)|"
    r"(?:resources|deposits)\sof|sales\sat\shome|domestic\ssales|"
    r"VAT|votes?|owes|owed(?!\sto\b))\b",
    _I,
)
PRICE = re.compile(
    r"\b(?:prices?|priced|per\s(?:ton|tonne|barrel|kilogram|kg|container|trip|car|truck|head|person)|a\s(?:tonn?e?|"
    r"barrel|kilo\w*)|cost(?:s|ing)?|fees?|"
    r"(?:freight|shipping|interest|exchange)\srates)\b",
    _I,
)
PRODUCTION = re.compile(
    r"\b(?:output|produc(?:ed|es|tion(?!\s(?:materials|inputs|equipment))|ing)|herds?|(?<!trips\s)(?<!trains\s)(?<!shipments\s)(?<!deliveries\s)(?:is|are|was|were)\smade(?!\s(?:by|up))|grows(?!\sby\b)|staff|the\stime|"
    r"average\stime|time\sfor|surveyed|survey\sof|"
    r"time\s(?:needed|spent|required)|(?:waiting|clearance|transit)\stimes?|harvest\w*|crops?|mined|extracted|planted|yield\w*|capacity|"
    r"workshop|workforce|employ(?!ers?\b)\w*|square\skilomet\w+|kilomet\w+|hectares?|mu\b|factory|"
    r"clearance\stime|hours?|minutes|floor|shops|process(?:es|ed)?(?!\s{1,2}(?:tomato|fruit|vegetable|food|meat|fish|timber|wood|nuts?\b|\#\s{1,3}(?:consignments|shipments|parcels)|goods|products|agricultural|farm)\w*)|procedures|formalities|efficiency|turn(?:s|ed)?\sout|able\sto|(?:can|could)\s(?:store|hold|handle|process|accommodate|park|carry|transport|take\sin)|built(?=\s*\#)|spindles|queues?\b|participants|exhibitors|projects|warehouses?)\b",
    _I,
)
MOM = re.compile(
    r"\b(?:month[- ]on[- ]month|month[- ]over[- ]month|m/m|(?:from|than|on|over|above|below|against|compared\s(?:with|"
    r"to))\s(?:in\s)?(?:the\s)?"
    r"(?:previous|last|preceding|prior)\smonth|on\sthe\smonth(?!\sof)|a\smonth\s(?:ago|earlier|before)|the\smonth\sbefore)\b",
    _I,
)
QOQ = re.compile(
    r"\b(?:quarter[- ]on[- ]quarter|q/q|(?:from|than|on|over|below|"
    r"above)\s(?:in\s)?(?:the\s)?(?:\w+\s){0,3}(?:previous|preceding|prior|fourth|final|last)\squarter|(?:over|from|than|on)\s(?:in\s)?the\s(?:previous|preceding|prior)\sthree\smonths)\b",
    _I,
)
YOY = re.compile(
    r"\b(?:year[- ]on[- ]year|year[- ]over[- ]year|yoy|y/y|a\syear\s(?:ago|earlier|before)|(?:same|"
    r"corresponding)\s(?:period|month|months|quarter)|"
    r"on\s(?:the\s)?year|last\syear|annually)\b",
    _I,
)
COMPARED = re.compile(
    r"\b(?:from|against|compared\s(?:with|to)|versus|(?<!more\s)(?<!less\s)(?<!fewer\s)(?<!other\s)than|down\sfrom|"
    r"up\sfrom|exceed(?:s|ed|ing)?)\s(?:the\s|a\s|about\s|just\s|only\s|some\s)*(?:(?:surplus|deficit)\sof\s)?$",
    _I,
)
RECORD = re.compile(
    r"(?<!export\s)(?<!import\s)\brecord\b(?!s?\s(?:the|a|an|by|trade)\b|\sof\s(?!\W*$))"
    r"|\b(?:new\s(?:\w+\s)?high|all-time\s(?:\w+\s)?(?:high|peak)|(?:highest|largest|biggest|most)\s(?:ever|on\srecord|"
    r"level|in\s(?:(?:its|the|their)\s)?history)|"
    r"(?:highest|largest|biggest|best)\s(?:\w+\s)?for\s(?:the|that|this|any|a)\s(?:\w+\s){0,2}(?:month|quarter|"
    r"period|half|year)|"
    r"historic(?:al)?\s(?:high|peak)|never\sbefore)\b"
    r"|\bthan\s(?:ever\b|in\s(?:[\w-]+\s){0,6}?any\s(?:[\w-]+\s){0,3}(?:before|previous|earlier|ever)\b)|"
    r"\bthan\sin\sany\s(?:previous|earlier)\b",
    _I,
)
MONTHLY_RECORD = re.compile(r"\b(?:monthly\s(?:record|high|peak)|record\sfor\s(?:a|any)\s(?:single\s)?month)\b", _I)
ADJUSTED = re.compile(
    r"\b(?:seasonally|(?:calendar|working[- ]day)s?\b(?=[^.;]{0,30}\badjust)|adjusted\s(?:for|trade|exports?|imports?|"
    r"surplus|deficit|basis|terms))\b",
    _I,
)
NATIONAL = re.compile(
    r"\b(?:China|the\s(?:whole\s)?(?:country|nation))['’]s\s(?:(?:total|overall|entire|foreign|external|"
    r"whole)\s)*(?:trade|exports?|imports?|foreign|shipments)"
    r"|\b(?:that|what|those)\s(?:China|the\s(?:country|nation))\s(?:sold|sells|exported|exports|imported|imports|bought|buys)\b"
    r"|\bby\sthe\scountry\b|\bof\sthe\snational\s(?:figure|volume|number|amount|sum)|\bof\sChina[’']s\stotal\b"
    r"|\bnationwide\sexports|\bnational\s(?:total|exports|imports|trade)\b|\bof\s(?:China|the\s(?:country|"
    r"nation))['’]?s?\b|\btrade\sbetween\sChina\sand\b",
    _I,
)
PER = re.compile(
    r"^\s?(?:\w+\s){0,2}?(?:a|per|each|every)\s(?P<per>month|day|year)\b(?!\s(?:earlier|ago|before))|"
    r"^\s?(?P<adv>monthly|daily|annually)\b",
    _I,
)
PER_DAY = re.compile(r"\b(?:every|each)\s(?P<per>day|month|year)\b", _I)
PER_BEFORE = re.compile(
    r"\b(?P<per>monthly|daily|annual)\s(?:average|traffic|volume|number|throughput|(?<!annual\s)value)\b[^.;]{0,60}$",
    _I,
)
PLANNERS = re.compile(
    r"\b(?:intends?|plans?|aims?|aimed|hopes?|wants?|want\sto|agreed\s(?:(?:last|this)\s\w+\s|in\s\w+\s)?to|pledged|vowed|set\s(?:itself\s)?(?:a|"
    r"the)\s(?:goal|target)|(?:we|they|he|she)\slook(?:s|ed)?\sfor|goal\sof|target\sof|(?:analysts|economists|experts|forecasters)\s(?:now\s)?see(?!\s(?:\w+\s)?signs?\b)|"
    r"have\ssaid\sthey\swant|forecasts?|expects?|we\ssee|he\ssees|she\ssees|poll|projected|predicts?|sees|"
    r"sticks\sto)\b[^.;]*$",
    _I,
)
SUBJECT_OF_COUNT = re.compile(
    r"\b(?:import|export|imports|exports|exported|imported|trad(?:e|es|ed|ing)|foreign\spartners|partners|economic|"
    r"commercial|business|shipped|sold|pass(?:ed|es)?|clear(?:ed|s)?|cross(?:ed|es)?|handle[ds]?|enter(?:ed|s)?|exit(?:ed|s)?|went\sto|declared|customs|left|rolled)\b",
    _I,
)
