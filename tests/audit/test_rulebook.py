"""The rulebook finds every breach it can prove, and nothing where there is none."""

from __future__ import annotations

import asyncio
import json
import random
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from audit.commands import audit_app
from audit.rulebook import book
from audit.rulebook.application import first_month, written_when_done
from audit.rulebook.asked import Asked
from audit.rulebook.book import ASSERTIONS, TOGETHER, asked_of
from audit.rulebook.breach import Breach
from audit.rulebook.county import once_only, trace
from audit.rulebook.dossier import Dossier
from audit.rulebook.rules import BOOK, RULES, Proof, rule_of
from domain.calendar import months_after
from domain.case.lifecycle import Stage
from domain.case.passage import Origin
from domain.household import Status
from tests.audit.archive.build import archive_of
from tests.audit.archive.test_archive import on_disk
from tests.audit.rulebook_cases import SALT, another, plant, templates
from tests.audit.rulebook_table import SPOILS
from tests.replay import golden

IN_CI = 900
SHOWN_ELSEWHERE = {"A13", "A16", "A32"}
"""Planted in a way of their own: below, between two cases, and in a history itself."""


@pytest.fixture(scope="module")
async def models() -> list[Dossier]:
    return await templates()


async def test_every_breach_that_was_planted_is_found_and_no_clean_case_is_accused(
    models: list[Dossier],
) -> None:
    """In small; `python -m tests.audit.rulebook_cases 10000` is the whole."""
    done = await asyncio.to_thread(plant, models, IN_CI, 3)
    assert done.missed == []
    assert done.false == []
    kinds = defaultdict(set)
    for rule, kind in done.made:
        kinds[rule].add(kind)
    assert set(kinds) == {*SPOILS, "A16"}


async def test_the_planting_notices_a_question_that_is_not_asked(
    models: list[Dossier], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ASSERTIONS, "A07", ())
    done = await asyncio.to_thread(plant, models, 400, 3)
    assert done.missed and all(line.startswith("A07") for line in done.missed)


@pytest.mark.parametrize(
    "rule",
    [pytest.param(rule, marks=pytest.mark.rule(f"AUD-{rule[1:]}")) for rule in sorted(SPOILS)],
)
async def test_at_least_three_kinds_of_breach_of_each_question(
    rule: str, models: list[Dossier]
) -> None:
    chance = random.Random(rule)  # noqa: S311
    assert len(SPOILS[rule]) >= 3
    for number, spoil in enumerate(SPOILS[rule]):
        spoilt = [case for model in models if (case := spoil(model, chance)) is not None]
        assert spoilt, f"no case can have kind {number}"
        for case in spoilt:
            assert rule in {b.rule for b in asked_of(case)}, (rule, number)


@pytest.mark.rule("AUD-16")
async def test_three_ways_to_be_paid_twice_are_found(models: list[Dossier]) -> None:
    """低保 twice, 低保 and 特困, and alone beside the own household."""
    chance = random.Random(5)  # noqa: S311
    living = [m for m in models if m.last.monthly_fen_now and m.last.programme == "dibao"]
    tekun = next(m for m in models if m.last.monthly_fen_now and m.last.programme == "tekun")
    home = trace(another(living[0], 1, chance), SALT)
    apart = [trace(another(m, n, chance), SALT) for n, m in enumerate(models, start=2)]
    assert list(once_only([home, *apart])) == []
    for other in (living[1], tekun, living[0]):
        twice = trace(another(other, 99, chance), SALT)
        twice = twice.model_copy(update={"living": (home.living[-1],)})
        found = list(once_only([home, *apart, twice]))
        assert {b.case_no for b in found} == {home.case_no, twice.case_no}
        assert all(b.rule == "A16" and "990101" not in b.zh for b in found)


@pytest.mark.rule("AUD-13")
async def test_aid_that_runs_on_for_nobody_is_a_breach(models: list[Dossier]) -> None:
    case = next(m for m in models if m.last.monthly_fen_now and not m.last.review)
    home = case.last.household
    for member in home.members:
        home = home.with_member(member.model_copy(update={"status": Status.DEAD}))
    gone = case.last.having(household=home)
    spoilt = Dossier(case.place, case.case_no, (*case.periods[:-1], gone), case.today)
    assert "A13" in {b.rule for b in asked_of(spoilt)}
    assert "A13" not in {b.rule for b in asked_of(case)}


@pytest.mark.rule("AUD-07")
async def test_who_moved_here_is_paid_from_the_month_after_the_last_that_was_paid_there(
    models: list[Dossier],
) -> None:
    case = next(m for m in models if m.place == "jiaozuo" and m.first.entitlements)
    decision, begun = case.first.decision, case.first.entitlements[0]
    assert decision is not None and begun.cause == "confirmed"

    def named(first: date, paid_until: date) -> list[str]:
        origin = Origin(
            case_no="ZH2026000001", place="zhanhe", kind="moved", on=paid_until,
            paid_until=paid_until, monthly_fen=1,
        )  # fmt: skip
        file = case.first.having(
            entitlements=(begun.model_copy(update={"first": first}),),
            passage=case.first.passage.model_copy(update={"origin": origin}),
        )
        made = Dossier(case.place, case.case_no, (file, *case.periods[1:]), case.today)
        return [b.rule for b in first_month(made)]

    last = months_after(begun.first, -3)
    assert named(months_after(last, 1), last) == []
    assert named(begun.first, last) == ["A07"]


@pytest.mark.rule("AUD-20")
async def test_what_a_closed_case_is_taken_up_for_is_no_false_alarm_on_virtual_time_alone(
    models: list[Dossier],
) -> None:
    """The run it begins has a clock of its own there, which stands before all that was recorded."""
    case = next(m for m in models if m.last.monthly_fen_now and not m.last.review)
    entry = next(e for e in reversed(case.last.journal) if e.officer is not None)

    def with_last(act: str, *, production: bool, stage: Stage = entry.stage) -> Dossier:
        early = entry.model_copy(
            update={"act": act, "at": entry.at - timedelta(days=200), "stage": stage}
        )
        journal = tuple(early if e.seq == entry.seq else e for e in case.last.journal)
        file = case.last.having(journal=journal)
        periods = (*case.periods[:-1], file)
        return Dossier(case.place, case.case_no, periods, case.today, production=production)

    def named(made: Dossier) -> set[str]:
        return {b.what for b in written_when_done(made)}

    assert named(with_last("restore_case", production=False)) == set()
    assert "order" in named(with_last("restore_case", production=True))
    assert named(with_last("change_account", production=False, stage=Stage.CLOSED)) == set()
    assert "order" in named(with_last("change_account", production=True, stage=Stage.CLOSED))
    assert "order" in named(with_last("change_account", production=False))
    assert "order" in named(with_last(entry.act, production=False))


def test_all_34_questions_stand_in_one_table_with_what_each_cannot_prove() -> None:
    assert [rule.code for rule in RULES] == [f"A{n:02d}" for n in range(1, 35)]
    for rule in RULES:
        assert rule.zh and rule.clause and rule.limits_zh.endswith("。")
        assert rule.act_zh.endswith("。") and len(rule.act_zh) > 8
        assert (rule.proof is Proof.OUTSIDE) <= (rule.by in ("", "doudi funds"))
    asked = {*ASSERTIONS, *TOGETHER}
    assert asked == {rule.code for rule in RULES if rule.by.startswith(BOOK)}
    assert asked - SHOWN_ELSEWHERE == set(SPOILS)
    assert {rule_of(code).proof for code in asked} <= {Proof.PROVABLE, Proof.PART}


def test_a_breach_keeps_its_key_from_night_to_night() -> None:
    one = Breach(
        rule="A01", place="jiaozuo", township="t", case_no="JZ1", on=date(2027, 1, 4), zh="…"
    )
    assert one.key == one.model_copy(update={"on": date(2027, 1, 5)}).key
    assert one.key != one.model_copy(update={"seq": 3}).key
    named = one.model_copy(update={"what": "short"})
    assert named.key == named.model_copy(update={"zh": "公示天数不足"}).key != one.key
    assert named.key != named.model_copy(update={"what": "stopped"}).key


def test_every_breach_of_a_case_has_a_key_of_its_own(models: list[Dossier]) -> None:
    """Two that shared one would be one matter, and one of them would never be answered."""
    chance = random.Random(33)  # noqa: S311
    cases = [another(model, 7, chance) for model in models]
    ways = [way for several in SPOILS.values() for way in several]
    for way in ways:
        case = next(spoilt for one in cases if (spoilt := way(one, chance)) is not None)
        found = asked_of(case)
        assert all(one.what for one in found)
        assert len({one.key for one in found}) == len(
            {(one.rule, one.zh, one.seq) for one in found}
        )


def test_an_answer_holds_until_its_histories_grow_or_a_deadline_passes() -> None:
    today = date(2027, 1, 4)
    one = Asked(case_no="JZ1", place="jiaozuo", mark="run:60", until=today)
    assert one.holds("run:60", today)
    assert not one.holds("run:61", today)
    assert not one.holds("run:60", today + timedelta(days=1))
    assert not one.model_copy(update={"unknown": "x"}).holds("run:60", today)


async def test_the_command_asks_an_archive_and_the_second_night_only_what_changed(
    ring_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOUDI_NAMESPACE", golden.NAMESPACE)
    stories = ("car_refused", "hard_to_serve", "withdrawn_review", "recheck_keep")
    folder = on_disk(await archive_of(stories), tmp_path / "archive")
    page = tmp_path / "page.html"
    args = ["rulebook", "--from", str(folder), "--jobs", "1", "--json"]
    first = await _run(*args, "--html", str(page))
    assert first.exit_code == 1, first.output
    value = json.loads(first.stdout)
    late = [b for b in value["breaches"] if b["rule"] == "A05"]
    assert late and "才送达" in late[0]["zh"]
    assert {b["rule"] for b in value["breaches"]} <= {"A05", "A26"}
    assert "怎么办" in page.read_text() and "<script" not in page.read_text()
    again = json.loads((await _run(*args)).stdout)
    assert again["asked"] == 0 and again["cases"] == value["cases"] > 2
    assert again["breaches"] == value["breaches"]
    assert json.loads((await _run(*args, "--anew")).stdout)["asked"] == value["asked"]
    table = await _run("rulebook", "--table")
    assert table.exit_code == 0 and "A34" in table.output


async def _run(*args: str) -> Any:
    return await asyncio.to_thread(CliRunner().invoke, audit_app, list(args))


def test_nothing_is_asked_twice() -> None:
    several = [one for each in book.ASSERTIONS.values() for one in each]
    assert len(several) == len(set(several))
