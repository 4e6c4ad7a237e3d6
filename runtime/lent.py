"""What a workflow gives a step of its own process is lent to it, not sent (P11).

A local activity runs in the process of the workflow that asked for it. Temporal's core keeps what it
was asked with for as long as the run is in memory, done or not: a case that writes its row twelve
times is kept there twelve times, 11 KB each. So the core is given a number, and the step finds under
it what was meant. It is lent until the workflow waits for nothing of the kind any more, or is gone.

The server never sees either: the arguments of a local activity stand in no history.
"""

from __future__ import annotations

from collections.abc import MutableSequence
from itertools import count
from typing import Final
from weakref import WeakValueDictionary

from temporalio.api.common.v1 import Payload

LENT: Final = b"binary/doudi-lent"
_SMALL: Final = 256  # not law: bytes that are as well sent as lent
_NUMBERS: Final = count()


class Loan:
    """A payload that can be found by its number for as long as somebody holds this."""

    __slots__ = ("__weakref__", "payload")

    def __init__(self, payload: Payload) -> None:
        self.payload = payload


_LENT: Final[WeakValueDictionary[bytes, Loan]] = WeakValueDictionary()


def lend(payloads: MutableSequence[Payload]) -> list[Loan]:
    """Puts a number in the place of each large payload; what is lent is for the caller to hold."""
    loans = []
    for payload in payloads:
        if len(payload.data) > _SMALL:
            loan, number = Loan(Payload.FromString(payload.SerializeToString())), next(_NUMBERS)
            payload.Clear()
            payload.metadata["encoding"] = LENT
            payload.data = str(number).encode()
            _LENT[payload.data] = loan
            loans.append(loan)
    return loans


def found(payload: Payload) -> Payload | None:
    """The payload meant; itself where nothing was lent, None where it is lent no longer."""
    if payload.metadata.get("encoding") != LENT:
        return payload
    loan = _LENT.get(payload.data)
    return None if loan is None else loan.payload
