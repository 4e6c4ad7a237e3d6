"""The invented people of five places: what they declare, what is so, what departments know.

Everything here is computed from nothing but the first day, so that the ledgers, the departments,
the bank and the staff of a rehearsal agree without telling each other. No clock, no chance, no
files. Every identity number begins with 990101, every card with 990000, every phone with 1990000.
"""

from sandbox.county.build import county, first_day_from
from sandbox.county.model import (
    FIRST_DAY,
    Appeal,
    County,
    Errand,
    Fact,
    Family,
    Happening,
    Late,
    Story,
    Truth,
    WindowFamily,
)

__all__ = [
    "FIRST_DAY",
    "Appeal",
    "County",
    "Errand",
    "Fact",
    "Family",
    "Happening",
    "Late",
    "Story",
    "Truth",
    "WindowFamily",
    "county",
    "first_day_from",
]
