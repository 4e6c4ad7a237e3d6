"""A department is asked once a question, and only an answer to that question counts."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities import departments, registry
from activities.tools import Tools
from domain.check.answers import DepartmentQuery, DepartmentReply, Kind, Person
from domain.identity import synthetic_id
from tests.activities.conftest import Counterpart

QUERY = DepartmentQuery(
    key="JZ2026000001-1-bank",
    place="jiaozuo",
    department="bank",
    items=("DB-37/deposits",),
    persons=(
        Person(key="m1", name="张一一", id_no=synthetic_id(date(1970, 1, 1), 1)),
        Person(key="m2", name="张二二", id_no=synthetic_id(date(1972, 1, 1), 2)),
    ),
    purpose="assistance",
    authorisation="JZ2026000001-授权书",
    asked_on=date(2026, 11, 24),
)


def _record(person: str, kind: str = "nothing", **more: Any) -> dict[str, Any]:
    return {"item": "DB-37/deposits", "person": person, "kind": kind, **more}


ANSWER: dict[str, Any] = {
    "department": "bank",
    "on": "2026-11-25",
    "records": [_record("m1", "found", about="deposit", fen=123400), _record("m2")],
}


async def _ask(tools: Tools, query: DepartmentQuery = QUERY, **routes: str) -> DepartmentReply:
    settings = tools.settings.model_copy(update={"department_routes": routes})
    configured = Tools(settings, tools.keyring, tools.store)
    ask = next(a for a in registry.collect(configured) if registry.name_of(a) == "ask_department")
    reply = await ActivityEnvironment().run(ask, query)
    assert isinstance(reply, DepartmentReply)
    return reply


async def test_an_answer_comes_back_with_the_key_sent_along(
    tools: Tools, counterpart: Counterpart
) -> None:
    counterpart.respond = lambda _: (200, ANSWER)
    reply = await _ask(tools)
    assert reply.answer is not None
    assert [r.kind for r in reply.answer.records] == [Kind.FOUND, Kind.NOTHING]
    [(path, key, body)] = counterpart.seen
    assert (path, key) == ("/jiaozuo/bank/query", QUERY.key)
    assert DepartmentQuery.model_validate(body) == QUERY


async def test_a_department_may_take_the_question_and_answer_later(
    tools: Tools, counterpart: Counterpart
) -> None:
    counterpart.respond = lambda _: (202, {"expected": "2026-12-01"})
    assert await _ask(tools) == DepartmentReply(expected=date(2026, 12, 1))


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_a_department_in_trouble_is_tried_briefly_and_then_left_for_another_day(
    tools: Tools, counterpart: Counterpart, status: int
) -> None:
    counterpart.respond = lambda _: (status, b"down")
    with pytest.raises(ApplicationError) as error:
        await _ask(tools)
    assert (error.value.type, error.value.non_retryable) == ("DepartmentDown", True)
    assert len(counterpart.seen) == departments.TRIES
    assert {key for _, key, _ in counterpart.seen} == {QUERY.key}


async def test_one_failure_is_got_over(tools: Tools, counterpart: Counterpart) -> None:
    answers = iter([(500, b""), (200, ANSWER)])
    counterpart.respond = lambda _: next(answers)
    assert (await _ask(tools)).answer is not None


async def test_departments_asked_together_are_each_tried_and_answered_for_by_themselves(
    tools: Tools, counterpart: Counterpart
) -> None:
    """One is down, one talks nonsense, one comes later: the fourth's answer is there all the same."""

    def respond(query: dict[str, Any]) -> tuple[int, Any]:
        said: dict[str, tuple[int, Any]] = {
            "tax": (503, b"down"),
            "police": (200, b"<html>"),
            "hr": (202, {"expected": "2026-12-01"}),
        }
        return said.get(query["department"], (200, ANSWER))

    counterpart.respond = respond
    configured = Tools(tools.settings, tools.keyring, tools.store)
    ask = next(a for a in registry.collect(configured) if registry.name_of(a) == "ask_departments")
    named = ("tax", "police", "hr", "bank")
    queries = tuple(
        QUERY.model_copy(update={"department": d, "key": f"JZ2026000001-1-{d}"}) for d in named
    )
    heard = await ActivityEnvironment().run(ask, queries)
    assert [one.department for one in heard] == list(named)
    assert [one.trouble for one in heard] == ["down", "nonsense", "", ""]
    assert heard[2].reply.expected == date(2026, 12, 1) and heard[3].reply.answer is not None
    tried = [body["department"] for _, _, body in counterpart.seen]
    assert [tried.count(d) for d in named] == [departments.TRIES, 1, 1, 1]


async def test_nobody_listening_and_nobody_answering_are_both_down(
    tools: Tools, counterpart: Counterpart, monkeypatch: pytest.MonkeyPatch
) -> None:
    counterpart.slow = 0.3
    monkeypatch.setattr(departments, "_TIMEOUT", 0.05)
    monkeypatch.setattr(departments, "PAUSE_SECONDS", 0.01)
    with pytest.raises(ApplicationError, match="no answer") as silent:
        await _ask(tools)
    assert silent.value.type == "DepartmentDown"
    gone = tools.settings.model_copy(update={"department_base_url": "http://127.0.0.1:9"})
    with pytest.raises(ApplicationError) as refused:
        await _ask(Tools(gone, tools.keyring, tools.store))
    assert refused.value.type == "DepartmentDown"


def _spoilt(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    answer = copy.deepcopy(ANSWER)
    change(answer)
    return answer


NONSENSE: dict[str, tuple[int, Any]] = {
    "not JSON": (200, "暂无结果".encode()),
    "another form": (200, {"code": 0, "data": "张一一"}),
    "a field too many": (200, {**ANSWER, "name": "张一一"}),
    "negative money": (200, _spoilt(lambda a: a["records"][0].update(fen=-1))),
    "another department": (200, {**ANSWER, "department": "tax"}),
    "another person": (200, _spoilt(lambda a: a["records"].append(_record("m9")))),
    "another item": (200, _spoilt(lambda a: a["records"][1].update(item="DB-37/tax"))),
    "a record twice": (200, _spoilt(lambda a: a["records"].append(_record("m2")))),
    "nothing and something": (200, _spoilt(lambda a: a["records"].append(_record("m1")))),
    "silence about one": (200, _spoilt(lambda a: a["records"].pop())),
    "silence about all": (200, {**ANSWER, "records": []}),
    "a refusal of the request": (403, b"forbidden"),
    "a page": (200, b"<html>login</html>"),
    "too long": (200, {**ANSWER, "reference": "x" * 3_000_000}),
}


@pytest.mark.parametrize("case", NONSENSE)
async def test_anything_but_a_whole_answer_is_for_a_person_to_see(
    tools: Tools, counterpart: Counterpart, case: str
) -> None:
    counterpart.respond = lambda _: NONSENSE[case]
    with pytest.raises(ApplicationError) as error:
        await _ask(tools)
    assert (error.value.type, error.value.non_retryable) == ("DepartmentNonsense", True)
    assert len(counterpart.seen) == 1


@pytest.mark.parametrize("case", NONSENSE)
async def test_no_error_holds_what_was_sent_or_said(
    tools: Tools, counterpart: Counterpart, case: str
) -> None:
    counterpart.respond = lambda _: NONSENSE[case]
    with pytest.raises(ApplicationError) as error:
        await _ask(tools)
    said = repr(error.value) + repr(error.value.__cause__) + repr(error.value.details)
    assert error.value.__suppress_context__
    for secret in ("张一一", QUERY.persons[0].id_no, "123400", "login"):
        assert secret not in said


async def test_a_letter_is_written_once_for_the_centre_to_print(tools: Tools) -> None:
    assert await _ask(tools, **{"jiaozuo/bank": "letter"}) == DepartmentReply()
    [letter] = (tools.settings.exchange_dir / "letters").rglob("*.html")
    first = letter.read_bytes()
    assert QUERY.persons[0].id_no in first.decode()
    later = QUERY.model_copy(update={"asked_on": date(2026, 12, 1), "attempt": 2})
    await _ask(tools, later, bank="letter")
    assert letter.read_bytes() == first


async def test_a_letter_lists_what_is_asked_about_each_person_in_words(tools: Tools) -> None:
    one = QUERY.persons[0].model_copy(update={"items": ("DB-37/deposits",)})
    other = QUERY.persons[1].model_copy(update={"items": ("DB-37/insurance",)})
    query = QUERY.model_copy(
        update={"persons": (one, other), "items": ("DB-37/deposits", "DB-37/insurance")}
    )
    await _ask(tools, query, bank="letter")
    [letter] = (tools.settings.exchange_dir / "letters").rglob("*.html")
    slip = letter.read_text().split("协查回执")[-1]
    assert slip.count("银行存款") == 1 and slip.count("商业保险") == 1
    assert "DB-37" not in letter.read_text() and "银行业金融机构" in letter.read_text()


async def test_the_provincial_platform_is_one_more_peer_and_its_answers_say_so(
    tools: Tools, counterpart: Counterpart
) -> None:
    counterpart.respond = lambda _: (200, ANSWER)
    direct = await _ask(tools)
    over = await _ask(tools, bank="platform")
    assert direct.answer is not None and direct.answer.path == "district"
    assert over.answer is not None and over.answer.path == "province"


async def test_only_what_was_asked_of_a_person_may_be_answered(
    tools: Tools, counterpart: Counterpart
) -> None:
    """Somebody who has not authorised an item is not spoken of under it either."""
    one = QUERY.persons[0].model_copy(update={"items": ("DB-37/insurance",)})
    query = QUERY.model_copy(
        update={"persons": (one, QUERY.persons[1]), "items": ("DB-37/deposits", "DB-37/insurance")}
    )
    counterpart.respond = lambda _: (200, ANSWER)
    with pytest.raises(ApplicationError, match="another item"):
        await _ask(tools, query)
    right = {
        **ANSWER,
        "records": [
            {"item": "DB-37/insurance", "person": "m1", "kind": "nothing"},
            _record("m2"),
            {"item": "DB-37/insurance", "person": "m2", "kind": "nothing"},
        ],
    }
    counterpart.respond = lambda _: (200, right)
    assert (await _ask(tools, query)).answer is not None


@pytest.mark.rule("TR-44")
async def test_a_verification_is_answered_yes_no_or_unknown(
    tools: Tools, counterpart: Counterpart
) -> None:
    query = QUERY.model_copy(update={"verify": ("DB-37/deposits",)})
    for kind, good in (("yes", True), ("no", True), ("unknown", True), ("nothing", False)):
        answer = {**ANSWER, "records": [_record("m1", kind), _record("m2", "yes")]}
        counterpart.respond = lambda _, answer=answer: (200, answer)
        if good:
            assert (await _ask(tools, query)).answer is not None
        else:
            with pytest.raises(ApplicationError, match="another kind"):
                await _ask(tools, query)
    counterpart.respond = lambda _: (200, {**ANSWER, "records": [_record("m1", "yes")]})
    with pytest.raises(ApplicationError, match="another kind"):
        await _ask(tools)


@pytest.mark.rule("TR-36")
async def test_a_coordinator_answers_for_each_institution_or_names_it_as_silent(
    tools: Tools, counterpart: Counterpart
) -> None:
    query = QUERY.model_copy(update={"institutions": ("甲银行", "乙保险")})

    def said(*institutions: str, silent: tuple[str, ...] = ()) -> dict[str, Any]:
        records = [_record(p, institution=i) for i in institutions for p in ("m1", "m2")]
        return {**ANSWER, "records": records, "silent": list(silent)}

    counterpart.respond = lambda _: (200, said("甲银行", silent=("乙保险",)))
    reply = await _ask(tools, query)
    assert reply.answer is not None and reply.answer.silent == ("乙保险",)
    counterpart.respond = lambda _: (200, said(silent=("甲银行", "乙保险")))
    assert (await _ask(tools, query)).answer is not None
    for wrong in (said("甲银行"), said("甲银行", silent=("丙基金",)), said("甲银行", "丙基金")):
        counterpart.respond = lambda _, wrong=wrong: (200, wrong)
        with pytest.raises(ApplicationError) as error:
            await _ask(tools, query)
        assert error.value.type == "DepartmentNonsense"
