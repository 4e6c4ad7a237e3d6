"""What of a county an auditor may read, and until when, as values."""

from __future__ import annotations

from datetime import date

from domain.base import Frozen


class ReadingScope(Frozen):
    """What of one county may be read. Empty: all. `since`, `until`: cases that stood some time between
    these days, both included."""

    townships: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def whole(self) -> bool:
        """Every case of the county."""
        return self == ReadingScope()


class Extension(Frozen):
    """A later last day, asked for by one officer and confirmed by another. `notice`: the authority's
    letter."""

    last: date
    notice: str
    reason: str
    by: str
    on: date
    confirmed_by: str = ""
    confirmed_on: date | None = None


class EngagementPart(Frozen):
    """An auditor's leave to read: the account stands in `Held.person`, the purpose in `Held.text`.

    `notice`: number of the audit notice (审计通知书); `first`, `last`: the days on which is read, both
    included; `ended`: how it ended, empty while it has not.
    """

    notice: str
    authority: str
    first: date
    last: date
    scope: ReadingScope = ReadingScope()
    confirmed_by: str = ""
    confirmed_on: date | None = None
    extensions: tuple[Extension, ...] = ()
    ended: str = ""

    @property
    def asked(self) -> Extension | None:
        """The extension that waits for the second person."""
        last = self.extensions[-1] if self.extensions else None
        return last if last is not None and last.confirmed_on is None else None
