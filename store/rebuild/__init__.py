"""What the tables say, held against what the histories told them; and what no history tells."""

from store.rebuild.booked import entries_amiss
from store.rebuild.cases import CASES
from store.rebuild.kinds import kinds
from store.rebuild.papers import papers_amiss
from store.rebuild.records import RECORDS, Guarded
from store.rebuild.rows import (
    Difference,
    Scratch,
    differences,
    lost,
    put_right,
    remove,
    rows_of,
    strangers,
)
from store.rebuild.shares import Kind, Seen, Share

__all__ = [
    "CASES",
    "RECORDS",
    "Difference",
    "Guarded",
    "Kind",
    "Scratch",
    "Seen",
    "Share",
    "differences",
    "entries_amiss",
    "kinds",
    "lost",
    "papers_amiss",
    "put_right",
    "remove",
    "rows_of",
    "strangers",
]
