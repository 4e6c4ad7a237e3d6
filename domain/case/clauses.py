"""The same step under each programme's own rule: what 57号 says of 低保, 43号 says of 特困.

The table of acts and the refusals name the clauses of 低保, where the procedure comes from. A case
of another programme quotes its own rule wherever that says the same; other clauses stand as written.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.programme import Programme

_TEKUN = {
    "57号 Art 4": "43号 Art 10",
    "57号 Art 6": "43号 Art 10",
    "57号 Art 9": "43号 Art 10",
    "57号 Art 10": "43号 Art 12",
    "57号 Art 15": "43号 Art 13",
    "57号 Art 15-16": "43号 Art 13",
    "57号 Art 16": "43号 Art 13",
    "57号 Art 17": "43号 Art 13",
    "57号 Art 19": "43号 Art 13-15",
    "57号 Art 20": "43号 Art 16",
    "57号 Art 20-21": "43号 Art 16-18",
    "57号 Art 21": "43号 Art 18",
    "57号 Art 22": "43号 Art 13-16",
    "57号 Art 23": "43号 Art 17",
    "57号 Art 24": "43号 Art 17",
    "57号 Art 28": "43号 Art 16",
    "57号 Art 30": "43号 Art 25",
    "57号 Art 31-32": "43号 Art 25",
    "57号 Art 31-34": "43号 Art 24-26",
    "57号 Art 32": "43号 Art 24-26",
    "ZH-21; HB-03": "43号 Art 27",
}
_OWN: Mapping[Programme, Mapping[str, str]] = {Programme.TEKUN: _TEKUN}


def clause_in(programme: Programme, clause: str) -> str:
    """The clause as that programme's rule has it; `57号 Art 21; JZ-60` is translated part by part."""
    own = _OWN.get(programme)
    if not own or not clause:
        return clause
    return own.get(clause) or "; ".join(
        own.get(part.strip(), part.strip()) for part in clause.split(";")
    )
