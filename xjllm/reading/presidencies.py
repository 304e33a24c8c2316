"""Presidencies: when heads of state of whom trade news speaks took office; a story that calls them so is not older."""

from __future__ import annotations

from datetime import date

PRESIDENCIES: tuple[tuple[str, str, date], ...] = (
    # What it is called in the reason, how articles name it, and when it began.
    (
        "the presidency of Shavkat Mirziyoyev",
        r"\bPresident\s(?:of\sUzbekistan\s)?(?:Shavkat\s)?Mirziyoyev",
        date(2016, 12, 14),
    ),
    (
        "the presidency of Sooronbay Jeenbekov",
        r"\bPresident\s(?:of\sKyrgyzstan\s)?(?:Sooronba[iy]\s)?Jeenbekov",
        date(2017, 11, 24),
    ),
    (
        "the presidency of Kassym-Jomart Tokayev",
        r"\bPresident\s(?:of\sKazakhstan\s)?(?:K[ai]ss?[yi]m-?\s?[JZ]h?omart\s)?Tokayev",
        date(2019, 3, 20),
    ),
    (
        "the presidency of Sadyr Japarov",
        r"\bPresident\s(?:of\sKyrgyzstan\s)?(?:Sad[iy]r\s)?[JZ]h?aparov",
        date(2021, 1, 28),
    ),
    (
        "the presidency of Serdar Berdimuhamedov",
        r"\bPresident\s(?:of\sTurkmenistan\s)?Serdar\sBerdimuhame?dow?v?",
        date(2022, 3, 19),
    ),
)
