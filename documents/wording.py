"""The words of formal papers: dates, clauses as a county cites them, names of organs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from domain.places import PlaceInfo
from domain.policy import DEMO_CITE

NOT_SET = "尚未设定"

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ARTICLE = re.compile(r"(?P<doc>[^;；]*?)\s*Art\s*(?P<a>\d+)(?:\s*[-–]\s*(?P<b>\d+))?")
_PACK_ARTICLE = re.compile(r"第(\d+)条")
_REGISTER_ID = re.compile(r"[A-Z]{2,4}-\d{1,3}(/\w+)?")
_DIGITS = "零一二三四五六七八九"

_TITLES = {
    "民发〔2021〕43号": "《特困人员认定办法》（民发〔2021〕43号）",
    "43号": "《特困人员认定办法》（民发〔2021〕43号）",
    "57号": "《最低生活保障审核确认办法》（民发〔2021〕57号）",
    "民发〔2021〕57号": "《最低生活保障审核确认办法》（民发〔2021〕57号）",
    "社会救助法": "《中华人民共和国社会救助法》",
}


def number_zh(n: int) -> str:
    """A whole number from 1 to 999 as articles are numbered: 21 is `二十一`. ValueError otherwise."""
    if not 0 < n < 1000:
        raise ValueError("articles are numbered from 1 to 999")
    hundreds, tens, ones = n // 100, n // 10 % 10, n % 10
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def date_zh(day: date) -> str:
    """`2026年11月3日`, in Arabic figures as GB/T 9704 asks."""
    return f"{day.year}年{day.month}月{day.day}日"


def fact_zh(value: str) -> str:
    """A fact as printed: ISO dates become Chinese ones, everything else stays."""
    return _ISO_DATE.sub(lambda found: date_zh(date.fromisoformat(found[0])), value)


def clause_zh(clause: str, place: PlaceInfo) -> str:
    """The clause as a paper cites it, or `演示数据`, or the empty string.

    `57号 Art 21; JZ-60` becomes the title of the rule with `第二十一条`. Ids of our own register
    are not law and are left out; a clause of nothing else cites the place's document.
    """
    if clause == DEMO_CITE:
        return clause
    parts = [part.strip() for part in re.split(r"[;；]", clause) if part.strip()]
    cited = [_cite(part) for part in parts if not _REGISTER_ID.fullmatch(part)]
    if cited:
        return "、".join(cited)
    return document_zh(place) if parts else ""


def document_zh(place: PlaceInfo) -> str:
    """The place's own document: `《title》（number）`."""
    return f"《{place.document.title}》（{place.document.number}）"


def clauses_zh(clauses: Iterable[str], place: PlaceInfo) -> tuple[str, ...]:
    """The clauses as cited, each once, empty ones left out."""
    found = (clause_zh(clause, place) for clause in clauses)
    return tuple(dict.fromkeys(text for text in found if text))


def _cite(part: str) -> str:
    matched = _ARTICLE.fullmatch(part)
    if matched:
        doc, first, last = matched["doc"].strip(), int(matched["a"]), matched["b"]
        title = _TITLES.get(doc, doc)
        articles = f"第{number_zh(first)}条"
        return f"{title}{articles}至第{number_zh(int(last))}条" if last else f"{title}{articles}"
    doc, _, rest = part.partition(" ")
    title = _TITLES.get(doc, doc)
    return title + _PACK_ARTICLE.sub(lambda m: f"第{number_zh(int(m[1]))}条", rest)


def township_zh(place: PlaceInfo, code: str) -> str:
    """The township as the county writes it. KeyError when the place has no such township."""
    return place.township(code).zh


def township_organ(place: PlaceInfo, code: str) -> str:
    """The organ of a township or street: `焦作市王店镇人民政府`, `…街道办事处`."""
    name = township_zh(place, code)
    if name.endswith("街道"):
        return f"{place.short}{name}办事处"
    return f"{place.short}{name}人民政府" if name.endswith(("镇", "乡")) else f"{place.short}{name}"
