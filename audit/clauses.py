"""A clause as a person in the county reads it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from documents.wording import number_zh

_ARTICLE: Final = re.compile(r"\s*Art (?P<a>\d+)(?:-(?P<b>\d+))?")


@lru_cache(maxsize=512)
def clause_zh(clause: str) -> str:
    """`57号 Art 15-16` as `57号第十五条至第十六条`; other clauses stay as they are."""

    def article(found: re.Match[str]) -> str:
        last = f"至第{number_zh(int(found['b']))}条" if found["b"] else ""
        return f"第{number_zh(int(found['a']))}条{last}"

    return _ARTICLE.sub(article, clause)
