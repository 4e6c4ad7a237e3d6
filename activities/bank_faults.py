"""What can go wrong with a bank, as the run understands it."""

from __future__ import annotations

from temporalio.exceptions import ApplicationError

DOWN, NONSENSE = "BankDown", "BankNonsense"


def down(why: str) -> ApplicationError:
    """The bank was not reached; the run tries again on another day."""
    return ApplicationError(why, type=DOWN)


def nonsense(why: str) -> ApplicationError:
    """What the bank said cannot be used; a person must talk to it."""
    return ApplicationError(why, type=NONSENSE, non_retryable=True)
