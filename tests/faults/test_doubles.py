"""R10: a thousand doubles at once have one effect each, and a key belongs to one set of words."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import httpx
import pytest
from sqlmodel import select

from store.idempotency import PATIENCE
from store.tables import CaseRow, TimelineRow
from tests.faults.people import newcomers, rare_words
from tests.faults.stack import Stack
from tests.faults.window import BUSY, Command, Window, leave_in_progress

_FAMILIES = 25
_DOUBLES = 20


@pytest.fixture(scope="module")
async def applied(window: Window) -> list[tuple[Command, str]]:
    """Twenty-five applications handed in twenty times each, all at once; with the case numbers."""
    commands = [
        Command.apply(sent, f"doubles-{n}") for n, sent in enumerate(newcomers("doubles"), start=1)
    ]
    await _all_at_once(window, commands)
    return [(c, str((await c.done(window))["case_no"])) for c in commands]


async def _all_at_once(window: Window, commands: list[Command]) -> None:
    await asyncio.gather(*(c.send(window) for c in commands for _ in range(_DOUBLES)))


def _only_done_or_busy(command: Command) -> None:
    """Nobody is told of a fault, and whoever is told it is done is told the same."""
    done = [a.json() for a in command.answers if a.status_code < 400]
    others = {a.json()["code"] for a in command.answers if a.status_code >= 400}
    assert others <= {BUSY}
    assert done and all(answer == done[0] for answer in done)


async def test_an_application_handed_in_twenty_times_is_one_case(
    county: Stack, applied: list[tuple[Command, str]]
) -> None:
    for command, _ in applied:
        _only_done_or_busy(command)
    numbers = {case_no for _, case_no in applied}
    assert len(numbers) == _FAMILIES
    with county.store.read() as session:
        stand = {
            row.case_no for row in session.exec(select(CaseRow)) if row.case_no >= min(numbers)
        }
    assert stand == numbers


async def test_an_act_sent_twenty_times_is_done_once(
    county: Stack, window: Window, applied: list[tuple[Command, str]]
) -> None:
    commands = [
        Command.act(
            before.user,
            case_no,
            "register_complaint",
            f"doubles-{case_no}-complaint",
            channel="letter",
            content=rare_words(case_no, 20),
        )
        for before, case_no in applied
    ]
    await _all_at_once(window, commands)
    for command in commands:
        await command.done(window)
        _only_done_or_busy(command)
    assert _recorded(county, "register_complaint", applied) == {n: 1 for _, n in applied}


async def test_of_two_letters_under_one_key_one_is_registered_and_the_other_refused(
    county: Stack, window: Window, applied: list[tuple[Command, str]]
) -> None:
    before = _recorded(county, "register_complaint", applied)
    pairs = []
    for first, case_no in applied[:5]:
        for content in ("甲的反映", "乙的反映"):
            pairs.append(
                Command.act(
                    first.user,
                    case_no,
                    "register_complaint",
                    f"one-key-{case_no}",
                    channel="letter",
                    content=content,
                )
            )
    await _all_at_once(window, pairs)
    after = _recorded(county, "register_complaint", applied)
    for one, other in zip(pairs[::2], pairs[1::2], strict=True):
        refused = [
            command
            for command in (one, other)
            if (await command.send(window)).status_code == httpx.codes.UNPROCESSABLE_ENTITY
        ]
        [loser] = refused
        assert {a.json()["code"] for a in loser.answers} == {"idempotency_key_reused"}
    assert after == before | {n: before[n] + 1 for _, n in applied[:5]}


@pytest.mark.parametrize(("which", "act"), [(-1, "accept"), (-2, "withdraw")])
async def test_a_command_whose_api_died_before_it_answered_is_done_once_all_the_same(
    county: Stack, window: Window, applied: list[tuple[Command, str]], which: int, act: str
) -> None:
    """As a dead process leaves it: the case has acted, the key still says in progress."""
    first, case_no = applied[which]
    command = Command.act(first.user, case_no, act, f"dead-{case_no}")
    told = await command.done(window)
    leave_in_progress(county, timedelta(0))
    busy = await command.send(window)
    assert (busy.status_code, busy.json()["code"]) == (409, BUSY) and busy.headers["Retry-After"]
    leave_in_progress(county, PATIENCE)
    again = await command.send(window)
    assert (again.status_code, again.json()) == (200, told)
    assert _recorded(county, act, applied)[case_no] == 1


def _recorded(county: Stack, act: str, applied: list[tuple[Command, str]]) -> dict[str, int]:
    """How often each case's record holds the act."""
    found = Counter({case_no: 0 for _, case_no in applied})
    with county.store.read() as session:
        for line in session.exec(select(TimelineRow).where(TimelineRow.act == act)):
            if line.case_no in found:
                found[line.case_no] += 1
    return dict(found)
