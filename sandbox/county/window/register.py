"""近亲属备案: an official of a village whose sister lives in a family that applies (57号 Art 11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from domain.identity import synthetic_id
from sandbox.county.model import Family, Story

PLACE: Final = "zhanhe"


def official_of(families: Iterable[Family]) -> dict[str, Any]:
    """The body of `POST /relatives`: nobody in the family has said anything about it."""
    family = [f for f in families if f.place == PLACE and f.story is Story.PLAIN][1]
    sister = family.application.household.applicant
    return {
        "township": family.application.township,
        "village": family.application.village,
        "kind": "village",
        "title": f"{family.application.village}村（居）民委员会委员",
        "name": f"{sister.name[0]}长林",
        "id_no": synthetic_id(date(1974, 4, 5), 931),
        "relatives": [{"kinship": "sibling", "name": sister.name, "id_no": sister.id_no}],
    }
