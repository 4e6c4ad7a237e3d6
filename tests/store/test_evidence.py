"""Photos and scans: what is refused whatever it is called, and how what is kept lies on disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from domain.base import CaseRefusal
from runtime.keys import KeyFault, KeyRing
from store.engine import Store
from store.evidence import keeping
from store.evidence.content import FileType, type_of
from store.evidence.vault import Lost, Vault
from store.tables import EvidenceRow
from tests.conftest import browser_path
from tests.store.samples import NOW
from tests.uploads import HOSTILE, WHOLE, jpeg


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_whatever_it_is_called(what: str) -> None:
    with pytest.raises(CaseRefusal) as refused:
        type_of(HOSTILE[what][1])
    assert refused.value.code.startswith("evidence_")
    assert refused.value.message.endswith("。")


def test_there_are_enough_of_them() -> None:
    assert len({data for _, data in HOSTILE.values()}) >= 40


@pytest.mark.parametrize("what", WHOLE)
def test_a_whole_photo_or_scan_is_taken_for_what_it_is(what: str) -> None:
    begins = {b"\xff": FileType.JPEG, b"\x89": FileType.PNG, b"%": FileType.PDF}
    assert type_of(WHOLE[what]) is begins[WHOLE[what][:1]]


async def test_files_made_by_a_real_program_are_taken() -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page()
        await page.set_content("<h1>入户调查表</h1><p style='color:teal'>家中无人就业</p>")
        assert type_of(await page.screenshot(type="jpeg")) is FileType.JPEG
        assert type_of(await page.screenshot(type="png")) is FileType.PNG
        assert type_of(await page.pdf()) is FileType.PDF
        await browser.close()


@pytest.mark.parametrize("what", ["a photo", "a screenshot", "a scan"])
def test_no_file_cut_anywhere_is_taken_for_whole(what: str) -> None:
    data = WHOLE[what]
    for end in range(len(data) - (2 if what == "a scan" else 0)):
        with pytest.raises(CaseRefusal):
            type_of(data[:end])


def test_what_is_kept_is_sealed_and_its_name_tells_nothing(
    tmp_path: Path, keyring: KeyRing
) -> None:
    vault, photo = Vault(tmp_path, keyring), jpeg(seed=7)
    digest = vault.keep(photo)
    assert digest == hashlib.sha256(photo).hexdigest() == vault.keep(photo)
    [path] = (p for p in tmp_path.rglob("*") if p.is_file())
    assert photo[:12] not in path.read_bytes() and digest not in str(path)
    assert path.stat().st_mode & 0o077 == 0
    assert vault.read(digest) == photo
    with pytest.raises(Lost):
        vault.read("0" * 64)


def test_a_content_that_was_changed_or_exchanged_is_never_given_out(
    tmp_path: Path, keyring: KeyRing
) -> None:
    vault = Vault(tmp_path, keyring)
    one, other = vault.keep(jpeg(seed=1)), vault.keep(jpeg(seed=2))
    first, second = (vault._path(d) for d in (one, other))
    first.write_bytes(second.read_bytes())
    with pytest.raises(KeyFault):
        vault.read(one)
    second.write_bytes(second.read_bytes()[:-1] + b"x")
    with pytest.raises(KeyFault):
        vault.read(other)


def test_a_file_belongs_to_the_cases_it_was_put_into_and_to_no_other(store: Store) -> None:
    row = EvidenceRow(
        case_no="JZ2026000001", digest="a" * 64, kind="home", media_type="image/jpeg",
        size=9, by="s", at=NOW,
    )  # fmt: skip
    with store.write() as session:
        keeping.add(session, row)
        again = keeping.add(session, row.model_copy(update={"kind": "other", "by": "t"}))
        assert (again.kind, again.by) == ("home", "s")
    with store.read() as session:
        assert [r.digest for r in keeping.of_case(session, "JZ2026000001")] == ["a" * 64]
        asked = ("a" * 64, "b" * 64)
        assert keeping.unknown(session, "JZ2026000001", asked) == ("b" * 64,)
        assert keeping.unknown(session, "JZ2026000002", asked) == tuple(sorted(asked))
