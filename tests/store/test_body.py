"""The history of the body in the tables of both databases; who is near a family; what funds spent."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, InternalError

import cli
from domain.base import CaseRefusal
from domain.body.change import Change, ChangeKind, Decision
from domain.case.lifecycle import Role
from runtime.keys import KeyRing
from runtime.packs import place_info
from runtime.settings import Settings
from store import body, meeting, relatives
from store.engine import Store
from store.projection import project_case
from store.relatives import Person
from tests.meeting_desk import FEES, MEASURES, Follow
from tests.people import officer
from tests.store.samples import another, shown
from tests.store.test_meeting import followed
from tests.store.test_relatives import BROTHER, entry, put_in
from tests.tables import migrated

DAY = date(2026, 11, 23)


def join(number: int = 1, **changes: object) -> Change:
    given = {
        "number": number,
        "place": "hanbin",
        "kind": ChangeKind.JOIN,
        "since": DAY,
        "unit": "archives",
        "zh": "区档案馆",
        "person": "副馆长",
        "reason": "职能变化",
        "proposed_on": DAY,
        "by": officer(Role.MEETING_OFFICE, "hanbin").model_copy(update={"township": ""}),
        "decider": "government",
        "clause": "汉政办发〔2020〕74号 二",
    }
    return Change.model_validate({**given, **changes})


def said(on: date = DAY) -> Decision:
    by = officer(Role.GOVERNMENT_OFFICE, "hanbin").model_copy(update={"township": ""})
    return Decision(approved=True, on=on, paper="汉政函〔2026〕8号", recorded_on=on, by=by)


def test_a_change_and_its_decision_come_back_as_they_were_kept(store: Store) -> None:
    change = join()
    with store.write() as session:
        body.keep_proposed(session, change)
    with store.write() as session:
        body.keep_decided(session, change, said(DAY + timedelta(days=2)))
    with store.read() as session:
        [back] = body.changes_of(session, "hanbin")
        info = place_info("hanbin")
        days = [body.body_on(session, info, DAY + timedelta(days=n)) for n in (1, 2)]
    assert back == change.model_copy(update={"decision": said(DAY + timedelta(days=2))})
    assert [one.seat("archives") is not None for one in days] == [False, True]


@pytest.mark.parametrize("verb", ["UPDATE body_changes SET zh = 'x'", "DELETE FROM body_changes"])
def test_the_database_itself_refuses_to_rewrite_who_was_a_member(store: Store, verb: str) -> None:
    with store.write() as session:
        body.keep_proposed(session, join())
    with pytest.raises((DatabaseError, InternalError), match="append only"):  # noqa: SIM117
        with store.write() as session:
            session.connection().execute(text(verb))


def test_two_who_change_the_body_at_once_do_not_lose_one_of_the_changes(store: Store) -> None:
    def keep(unit: str) -> bool:
        try:
            with store.write() as session:
                body.keep_proposed(session, join(unit=unit))
        except CaseRefusal as refusal:
            assert refusal.code == "changed_meanwhile"
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        kept = list(pool.map(keep, ("archives", "library")))
    assert sorted(kept) == [False, True]
    with store.read() as session:
        assert len(body.changes_of(session, "hanbin")) == 1


def test_an_officer_near_the_family_is_told_by_number_for_a_case_and_for_a_person(
    store: Store,
) -> None:
    put_in(store, entry(Person(kinship="sibling", name="张一一", id_no=BROTHER)))
    with store.write() as session:
        project_case(session, shown(another(7)))
        relatives.trace_case(session, another(7))
    with store.read() as session:
        for which in ({"case_no": "JZ2026000007"}, {"id_no": BROTHER}):
            found = relatives.related_accounts(session, place="jiaozuo", **which)
            assert found == ("jz.reviewer",)
        assert relatives.related_accounts(session, place="tongren", id_no=BROTHER) == ()
        assert relatives.related_accounts(session, place="jiaozuo") == ()


def test_what_a_fund_has_promised_is_counted_by_year(store: Store) -> None:
    follow = Follow(*MEASURES, dict(FEES))
    with store.write() as session:
        meeting.project_measures(session, followed(follow))
    year = follow.file.decided_on.year
    with store.read() as session:
        assert meeting.spent_by_fund(session, "tongren", year) == {
            "临时救助资金": 1_000_000,
            "医疗救助资金": 2_000_000,
        }
        assert meeting.spent_by_fund(session, "tongren", year + 1) == {}


def test_the_same_request_has_the_same_number_and_a_person_is_raised_once(store: Store) -> None:
    given = {"abbr": "tr", "place": "tongren", "id_no": BROTHER, "on": DAY}
    with store.write() as session:
        first = meeting.number_item(session, key="a", **given)  # type: ignore[arg-type]
    assert first == "TRY2026000001"
    with store.write() as session:
        assert meeting.number_item(session, key="a", **given) == first  # type: ignore[arg-type]
    with pytest.raises(CaseRefusal) as refusal, store.write() as session:
        meeting.number_item(session, key="b", **given)  # type: ignore[arg-type]
    assert refusal.value.code == "raised_twice" and first in refusal.value.message
    with store.write() as session:
        meeting.forget_item(session, first)
    with store.write() as session:
        assert meeting.number_item(session, key="b", **given) == "TRY2026000002"  # type: ignore[arg-type]


def test_the_command_tells_who_was_a_member_on_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(home=tmp_path)
    ring = KeyRing.create(settings.key_file, demo=True)
    migrated(settings.database_url)
    with (at := Store(settings.database_url, ring)).write() as session:
        body.keep_proposed(session, join())
        body.keep_decided(session, join(), said())
    at.close()
    monkeypatch.setenv("DOUDI_HOME", str(tmp_path))
    for on, count in (("2026-11-22", 17), ("2026-11-23", 18)):
        with pytest.raises(SystemExit) as ended:
            cli.main(["body", "hanbin", "--on", on, "--json"])
        assert ended.value.code in (0, None)
        assert len(json.loads(capsys.readouterr().out)["seats"]) == count
    with pytest.raises(SystemExit) as wrong:
        cli.main(["body", "hanbin", "--on", "yesterday"])
    assert wrong.value.code == 2 and "不是日期" in capsys.readouterr().err
