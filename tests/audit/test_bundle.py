"""The evidence bundle: everything about a case in one file, by role, and one changed byte shows."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import random
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar
from zipfile import ZipFile

import pytest
from playwright.async_api import async_playwright
from typer.testing import CliRunner

from audit.bundle import packing
from audit.bundle.make import bundle
from audit.bundle.manifest import Stamp
from audit.bundle.packing import Packing
from audit.bundle.verify import check, check_recomputed
from audit.commands import audit_app
from audit.recompute.history import Run
from audit.sources import CaseUnknown, FolderSource, SourceFault, write_folder
from domain.case.lifecycle import Role
from store.tables import NoticeRow
from tests.conftest import browser_path
from tests.replay import golden
from tests.replay.oversight.record import HISTORIES as OVERSEEN
from tests.replay.watch.test_watch_golden import Kept

AT = datetime(2027, 1, 4, 4, tzinfo=UTC)
PAPER = "<!doctype html><html><body><h1>确认通知书</h1><p>张一一：</p></body></html>"


def stamp(role: Role = Role.AUDITOR, *, reveal: bool = False) -> Stamp:
    return Stamp(who="jz.auditor", role=role, purpose="audit", at=AT, reveal=reveal)


def paper() -> NoticeRow:
    return NoticeRow(
        case_no="x", key="confirmation", number="测救〔2026〕4号", kind="confirmation",
        place="jiaozuo", township="jz-wangdian", issued_on=date(2026, 12, 2),
        digest=hashlib.sha256(PAPER.encode()).hexdigest(), at=AT, html=PAPER,
    )  # fmt: skip


async def made(folder: Path, of: Stamp) -> Path:
    story = await golden.load("recheck_keep")
    home = folder / "home"
    if not home.exists():
        write_folder(
            home, list(story.runs), place=story.place, case_no=story.case_no,
            namespace=golden.NAMESPACE,
        )  # fmt: skip
    path = folder / f"{of.role}-{of.reveal}.zip"
    with path.open("wb") as out:
        await bundle(
            out, FolderSource(home, golden.RING), story.place, story.case_no, of, golden.RING,
            golden.NAMESPACE, papers=lambda _: [paper()],
        )  # fmt: skip
    return path


@pytest.fixture(scope="module")
async def masked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An auditor's bundle, as it is made when nobody asks for more."""
    return await made(tmp_path_factory.mktemp("bundle"), stamp())


def texts(path: Path) -> dict[str, str]:
    """Whatever of the bundle can be read without a key, with what the page carries inside."""
    with ZipFile(path) as archive:
        return {n: archive.read(n).decode() for n in archive.namelist()}


def readable(path: Path) -> str:
    return "".join(t for n, t in texts(path).items() if not n.startswith("histories/"))


async def test_a_bundle_holds_the_case_and_recomputes_and_shows_a_role_what_its_desk_shows(
    masked: Path, tmp_path: Path
) -> None:
    whole = await made(tmp_path, stamp(reveal=True))
    found = await check_recomputed(whole, golden.RING)
    assert found.whole and found.verdict == "passed", found.faults
    parts = texts(whole)
    kinds = {name.split("/")[0] for name in parts}
    assert {"histories", "policies", "papers", "certificate.json", "certificate.html",
            "steps.json", "reader.html", "verify.txt"} <= kinds  # fmt: skip
    assert json.loads(parts["certificate.json"])["verdict"] == "passed"
    assert len(json.loads(parts["steps.json"])) > 10
    for page in ("reader.html", "certificate.html"):
        assert "审计员 jz.auditor　2027-01-04 12:00　用于审计" in parts[page]
        assert "http://" not in parts[page] and "https://" not in parts[page]
    assert "张一一" in parts["reader.html"] and "990101" in parts["reader.html"]
    covered = readable(masked)
    assert "990101196005010119" not in covered and "990101********0119" in covered
    assert "990101196005010119" in readable(whole)
    nobody = await made(tmp_path, stamp(Role.SUPERVISOR))
    assert "990101" not in readable(nobody) and "张一一" not in readable(nobody)
    assert not any(name.startswith("papers/") for name in texts(nobody))


async def test_a_changed_byte_a_lost_file_and_a_manifest_written_anew_are_found(
    masked: Path, tmp_path: Path
) -> None:
    path = masked
    sound = check(path)
    assert sound.whole, sound.faults
    chance = random.Random(20270104)  # noqa: S311
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in parts:
        spoiled = bytearray(parts[name])
        at = chance.randrange(len(spoiled))
        spoiled[at] ^= 1 << chance.randrange(8)
        assert not _sound(tmp_path, {**parts, name: bytes(spoiled)}), (name, at)
        assert not _sound(tmp_path, {n: c for n, c in parts.items() if n != name}), name
    assert not _sound(tmp_path, {**parts, "more.txt": b"x"})
    manifest = json.loads(parts["manifest.json"])
    manifest["stamp"]["who"] = "jz.other"
    assert not _sound(tmp_path, {**parts, "manifest.json": json.dumps(manifest).encode()})
    assert check(path, seal=sound.manifest.seal).whole
    assert not check(path, seal="0" * 64).whole and not check(path, key="eA==").whole


def _sound(tmp_path: Path, parts: dict[str, bytes]) -> bool:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    path = tmp_path / "spoiled.zip"
    path.write_bytes(out.getvalue())
    try:
        return check(path).whole
    except SourceFault:
        return False


async def test_the_commands_make_and_check_one_file_and_tell_wrong_use_in_words(
    folder_of: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOUDI_NAMESPACE", golden.NAMESPACE)
    story = await golden.load("plain_jiaozuo")
    home, out = folder_of(story), tmp_path / "one.zip"
    args = [story.case_no, "-o", str(out), "--who", "jz.auditor", "--from", str(home)]
    assert "用途应当为" in (await run("bundle", *args, "--purpose", "curious")).stderr
    both = ("--purpose", "audit", "--role", "supervisor", "--reveal")
    assert "只能为审计员" in (await run("bundle", *args, *both)).stderr
    assert not out.exists()
    found = await run("bundle", *args, "--purpose", "audit")
    assert found.exit_code == 0, found.output
    seal = found.stdout.split("封存值 ")[1][:64]
    again = await run("verify-bundle", str(out), "--seal", seal, "--recompute")
    assert again.exit_code == 0 and "完全相符" in again.stdout, again.output
    assert (await run("bundle", *args, "--purpose", "audit")).exit_code == 2
    out.chmod(0o600)
    out.write_bytes(out.read_bytes()[:-40])
    assert (await run("verify-bundle", str(out))).exit_code == 2


async def run(*args: str) -> Any:
    return await asyncio.to_thread(CliRunner().invoke, audit_app, list(args))


async def test_a_browser_alone_reads_it_and_holds_every_file_against_its_digest(
    masked: Path, tmp_path: Path
) -> None:
    with ZipFile(masked) as archive:
        archive.extractall(tmp_path / "open")
    page_file = tmp_path / "open" / "reader.html"
    spoiled = tmp_path / "open" / "spoiled.html"
    html = page_file.read_text()
    first = json.loads(html.split('id="listed">')[1].split("</script>")[0])[0]["sha256"]
    spoiled.write_text(html.replace(first, "0" * 64))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_path(), args=["--no-sandbox"]
        )
        page = await browser.new_page(offline=True)
        asked: list[str] = []
        page.on("request", lambda r: asked.append(r.url))
        await page.goto(page_file.as_uri())
        await page.click("#verify")
        assert "摘要全部相符" in await page.inner_text("#told")
        await page.click("#next")
        await page.click("#next")
        assert await page.locator("details.step[open]").count() == 1
        await page.set_input_files("#pick", str(tmp_path / "open" / "certificate.json"))
        await page.wait_for_function(
            "document.getElementById('told').textContent.startsWith('核对了1个文件')"
        )
        await page.screenshot(path=tmp_path / "reader.png", full_page=False)
        await page.goto(spoiled.as_uri())
        await page.click("#verify")
        assert "1个文件的摘要不符" in await page.inner_text("#told")
        await browser.close()
    assert all(url.startswith(("file:", "about:")) for url in asked)


async def test_a_page_carries_what_it_has_room_for_and_says_how_the_rest_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "INSIDE", 4_000)
    path = await made(tmp_path, stamp())
    assert check(path).whole
    shown = texts(path)
    inside = json.loads(shown["reader.html"].split('id="inside">')[1].split("</script>")[0])
    assert 0 < len(inside) < len(shown) - 2
    apart = len(shown) - 2 - len(inside)  # beside the page itself and the manifest
    assert f"另有{apart}个文件没有放进本页" in shown["reader.html"]


def test_a_bundle_of_any_size_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    content, most = os.urandom(1024 * 1024), packing.INSIDE
    tracemalloc.start()
    try:
        with (tmp_path / "large.zip").open("wb") as out:
            pack = Packing(out)
            for number in range(4 * most // len(content)):
                assert pack.add(f"{number}.bin", bytes(content)).size == len(content)
            pack.close()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 * most
    assert (tmp_path / "large.zip").stat().st_size > 3 * most


async def test_the_cases_of_a_matter_are_looked_for_where_its_name_says(tmp_path: Path) -> None:
    story = await golden.load("error_handed_over", OVERSEEN)
    name = next(r.workflow_id for r in story.runs if r.workflow_id.startswith("oversight/error/"))

    class Asked(Kept):
        names: ClassVar[list[str]] = []

        async def chain(self, workflow_id: str) -> tuple[Run, ...]:
            self.names.append(workflow_id)
            return await super().chain(workflow_id)

    with (tmp_path / "matter.zip").open("wb") as out, pytest.raises(CaseUnknown, match="所涉案件"):
        await bundle(out, Asked(story.runs), "", name, stamp(), golden.RING, golden.NAMESPACE)
    place = name.split("/")[2]
    assert Asked.names[-1] == f"case/{place}/JZ2026000001"
