"""What the documentation points at is there, and it names no machine and no package host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from domain.case.acts import ACTS
from domain.case.lifecycle import Stage
from runtime.packs import load

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path for folder in (ROOT, ROOT / "docs", ROOT / "docs" / "adr") for path in folder.glob("*.md")
)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_CODE = re.compile(r"`([^`\n]+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_our_pages_leads_somewhere(page: Path) -> None:
    targets = [t for t in _LINK.findall(page.read_text("utf-8")) if "://" not in t]
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_names_a_machine_or_a_package_host(page: Path) -> None:
    text = page.read_text("utf-8")
    assert not re.search(r"/(work|root|tmp|home)/\w", text)
    assert not re.search(r"https?://(?!keepachangelog\.com|temporal\.io|127\.0\.0\.1)", text)


def test_every_name_of_the_glossary_stands_in_the_code() -> None:
    """Class, constant, act or file; policy names are held by the packs' own tests."""
    known = _names_in_code()
    stated = [
        name
        for line in (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
        if line.startswith("| ")
        for name in _CODE.findall(line.rsplit("|", 2)[1])
    ]
    unknown = [name for name in stated if not _is_known(name, known)]
    assert unknown == []
    assert len(stated) > 80


def _names_in_code() -> set[str]:
    found = set(ACTS) | {"programme", "township", "village", "tekun"}
    for path in (
        *ROOT.glob("domain/**/*.py"),
        *ROOT.glob("documents/*.py"),
        *ROOT.glob("workflows/*.py"),
        *ROOT.glob("api/work/*.py"),
        *ROOT.glob("store/**/*.py"),
        *ROOT.glob("runtime/*.py"),
        *ROOT.glob("audit/**/*.py"),
    ):
        found |= set(re.findall(r"^\s*(?:class|def|async def) (\w+)", path.read_text(), re.M))
        found |= set(
            re.findall(r"^\s*([A-Za-z_]\w+)\s*(?::[^=\n]+)?(?:=|$)", path.read_text(), re.M)
        )
        found |= set(re.findall(r"^\s+(\w+): ", path.read_text(), re.M))
        found |= set(re.findall(r'act="(\w+)"', path.read_text()))
    return found


def _is_known(name: str, known: set[str]) -> bool:
    if name.startswith("DOUDI_"):
        return True
    if "/" in name:
        return any((folder / name).exists() for folder in (ROOT, ROOT / "documents"))
    if re.fullmatch(r"[a-z]+\.[a-z_]+", name):
        return name in _policy_names()
    words = re.findall(r"\w+", name.split("=")[0])
    return bool(words) and all(word in known for word in words)


def _policy_names() -> set[str]:
    return set(load().definitions["national"])


def test_the_glossary_has_every_stage() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    for stage in Stage:
        assert f"Stage.{stage.name}" in text


def test_both_readmes_begin_with_the_picture_and_the_two_commands() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        first_screen = "\n".join((ROOT / name).read_text("utf-8").splitlines()[:22])
        assert "docs/images/case.png" in first_screen
        assert first_screen.index("make demo") < first_screen.index("make test")


def test_the_decisions_are_listed_in_order() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text("utf-8")
    pages = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name[:4] for name in pages] == [f"{n:04d}" for n in range(1, len(pages) + 1)]
    for name in pages:
        assert f"({name})" in index
        page = (folder / name).read_text("utf-8")
        for heading in ("## Context", "## Decision", "## Consequences", "\nBad:"):
            assert heading in page
