"""One breach: which question, which case, which day, what is wrong in one Chinese sentence."""

from __future__ import annotations

from datetime import date

from audit.rulebook.dossier import Dossier
from domain.base import Frozen, digest_of


class Breach(Frozen):
    """`seq`: the line of the case's record it shows at, 0 for the case as a whole. `zh` holds days,
    counts and sums, never a name."""

    rule: str
    place: str
    township: str
    case_no: str
    on: date
    zh: str
    seq: int = 0
    what: str = ""
    """What is wrong, as the program tells it apart from everything else at that line: the same however
    the sentence is worded, and when a day in it has moved on."""

    @property
    def key(self) -> str:
        """The same breach has the same key on every night it is found."""
        return (
            digest_of([self.rule, self.case_no, self.seq, self.what])[:12]
            if self.what
            else self.worded
        )

    @property
    def worded(self) -> str:
        """Its key before it had one of its own: its matter keeps its number."""
        return digest_of([self.rule, self.case_no, self.seq, self.zh])[:12]

    @property
    def line(self) -> str:
        where = f"第{self.seq}条记录" if self.seq else "全案"
        return f"{self.rule}　{self.case_no}　{self.on}　{where}：{self.zh}"


def breach(rule: str, case: Dossier, on: date, zh: str, what: str, seq: int = 0) -> Breach:
    return Breach(
        rule=rule,
        place=case.place,
        township=case.last.township,
        case_no=case.case_no,
        on=on,
        zh=zh,
        seq=seq,
        what=what,
    )
