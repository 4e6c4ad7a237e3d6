"""S5: what stands in the tables about a person is encrypted; he is found by a keyed digest alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, inspect, text
from sqlmodel import SQLModel

import store.tables as tables
from domain.complaint.lifecycle import Matter
from runtime.keys import KeyRing
from store import intake, relatives
from store.engine import Store
from store.projection import project_case
from store.tables import ClaimRow
from store.types import EncryptedText
from store.watch import complaints
from tests.faults.needles import Needles
from tests.faults.people import Canary
from tests.people import START
from tests.privacy.people import canaries, family, through_review
from tests.store.samples import NOW, paper, shown

FAMILIES = 8


def fill(store: Store) -> tuple[Canary, ...]:
    """Families, a paper about each, and each applicant as the relative of somebody in office."""
    for number in range(1, FAMILIES + 1):
        file = through_review(number).file
        home = file.household
        assert home.account is not None
        with store.write() as session:
            project_case(session, shown(file))
            html = "".join(c.text for c in canaries(home))
            session.add(paper(case_no=file.case_no, number=f"焦救〔2026〕{number}号", html=html))
            relatives.register(
                session,
                relatives.Entry(
                    place="jiaozuo",
                    kind="handler",
                    title="审核员",
                    person=relatives.Person(
                        name=home.supporters[0].name,
                        id_no=home.supporters[0].id_no,
                        address=home.address,
                        bank_account=home.account.number,
                    ),
                ),
                by="jz.reviewer",
                on=file.latest,
                at=NOW,
            )
    return tuple(c for n in range(1, FAMILIES + 1) for c in canaries(family(n)))


def dump(store: Store) -> Iterator[bytes]:
    """All that lies in the database: the file as it is, and every cell as the server tells it."""
    if store.engine.url.get_backend_name() == "sqlite":
        path = Path(str(store.engine.url.database))
        yield from (p.read_bytes() for p in sorted(path.parent.glob(f"{path.name}*")))
    with store.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):  # noqa: S608
                for cell in row:
                    yield (
                        bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    )


def test_a_raw_dump_of_the_database_names_nobody(store: Store) -> None:
    needles = Needles(fill(store))
    seen = 0
    for data in dump(store):
        assert needles.within(data) == set()
        seen += len(data)
    assert seen > 20_000


def test_who_complained_and_what_was_said_stand_nowhere_in_clear(store: Store) -> None:
    name, phone, said, about = "赵不留名", "13911112222", "王所长收钱办低保", "王某某所长"
    words = complaints.Words(
        name=name, id_no="990101196302030017", phone=phone, content=said, concerned=about
    )
    for number, staff in enumerate((False, True)):
        with store.write() as session:
            done = complaints.register(
                session,
                words,
                key=f"canary-{number}",
                place="jiaozuo",
                on=START,
                matter=Matter.CONDUCT,
                staff=staff,
            )
            assert done.earlier == ()
    for data in dump(store):
        for text_ in (name, phone, said, about, words.id_no):
            assert text_.encode() not in data


def test_what_is_planted_in_clear_is_found(store: Store) -> None:
    """The search itself is tried: one number in a column that is not sealed."""
    [canary] = [c for c in canaries(family(1)) if c.kind == "card"]
    with store.write() as session:
        session.add(paper(evidence=canary.text))
    assert any(Needles([canary]).within(data) for data in dump(store))


def test_a_person_is_found_by_his_number_without_its_standing_anywhere(store: Store) -> None:
    fill(store)
    for number in range(1, FAMILIES + 1):
        for member in family(number).members:
            typed = f" {member.id_no[:6]} {member.id_no[6:].lower()} "
            with store.read() as session:
                assert intake.case_of_person(session, typed) == f"JZ2026{number:06d}"
    with store.read() as session:
        assert intake.case_of_person(session, "990101190001010000") is None


def test_without_the_ring_the_digest_of_a_number_cannot_be_made(
    store: Store, keyring: KeyRing, tmp_path: Path
) -> None:
    """A plain digest of an ID number is guessed in an hour; a keyed one needs the ring."""
    fill(store)
    number = family(1).members[0].id_no
    stranger = KeyRing.create(tmp_path / "other.json", demo=True)
    assert intake.person_index(stranger, number) != intake.person_index(keyring, number)
    with store.read() as session:
        assert session.get(ClaimRow, (intake.person_index(keyring, number), "means"))
        assert not session.get(ClaimRow, (intake.person_index(stranger, number), "means"))


TELLING = ("name", "id_no", "phone", "address", "card", "email", "account", "illness", "text",
           "reason", "message", "holder", "number", "note", "content", "html", "worker", "head",
           "secretary", "problem", "summary", "manner", "code", "file", "fields")  # fmt: skip
PLAIN = {
    "accounts.holder_key": "the key of a member in his case",
    "accounts.number_index": "keyed digest",
    "batch_lines.account": "keyed digest",
    "batch_lines.code": "the bank's code",
    "body_changes.account": "an officer's account",
    "care_people.manner": "a code",
    "care_institutions.code": "an institution's own code",
    "care_institutions.name": "an institution's public name",
    "cases.reason_codes": "codes",
    "fund_accounts.account": "an account of the books",
    "fund_sheets.content": "sums and counts of a public statement, nobody in it",
    "grids.account": "an officer's account",
    "intakes.name": "what was asked for",
    "claims.name": "what was asked for",
    "compare_doubts.reason": "a code",
    "account_holders.account": "an account that signs in",
    "ledger.account": "an account of the books",
    "affair_units.number": "an affair's number",
    "affairs.number": "an affair's number",
    "measure_tasks.unit_code": "a unit",
    "meeting_intakes.number": "a meeting's number",
    "meeting_mail.number": "a meeting's number",
    "meeting_minutes.number": "a meeting's number",
    "meeting_points.number": "a meeting's number",
    "meeting_presences.number": "a meeting's number",
    "meetings.number": "a meeting's number",
    "notices.manner": "a code",
    "notices.number": "a paper's number",
    "oversight.head": "a code of the place's list",
    "oversight.number": "a matter's number",
    "rulebook_breaches.number": "a matter's number",
    "suspicions.number": "a matter's number",
    "pay_warnings.code": "a code",
    "providers.code": "an organisation's public code",
    "complaint_words.number": "a complaint's number",
    "complaint_words.same_phone": "keyed digest",
    "credit_record.number": "the number of a matter",
    "proceedings.number": "a proceeding's number",
    "publicity.fields": "what the law puts on the board, masked",
    "relatives_register.account": "an officer's account",
    "roll_sheets.photo": "a digest",
    "service_contracts.account": "an account that signs in",
    "service_contracts.number": "a contract's number",
    "unit_reports.unit_code": "a unit",
    "users.unit_code": "a unit",
}
"""Plain columns that sound as if they told something, and what they hold instead."""


def _columns() -> Iterator[tuple[str, object]]:
    assert tables
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            yield f"{table.name}.{column.name}", column.type


def test_a_new_column_that_sounds_like_a_person_is_sealed_or_explained() -> None:
    found = {}
    for name, kind in _columns():
        last = name.split(".")[1]
        sounds = any(word in last.split("_") or last == word for word in TELLING)
        is_text = str(kind).startswith(("VARCHAR", "JSON", "TEXT"))
        if sounds and is_text and not isinstance(kind, EncryptedText) and name not in PLAIN:
            found[name] = str(kind)
    assert found == {}


@pytest.mark.parametrize(
    "column",
    [
        "accounts.number",
        "accounts.holder_name",
        "relatives_register.id_no",
        "relatives_register.bank_account",
        "cases.applicant_name",
        "timeline.text",
        "leads.problem",
        "items.cause",
        "complaint_words.name",
        "complaint_words.content",
    ],
)
def test_number_card_name_and_diagnosis_are_sealed_columns(column: str) -> None:
    kinds = dict(_columns())
    assert isinstance(kinds[column], EncryptedText)
    assert isinstance(getattr(kinds[column], "impl", None), LargeBinary)
