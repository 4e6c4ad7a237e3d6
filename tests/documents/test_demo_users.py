"""Whoever reads the README can sign in: its demonstration users are those that are seeded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs import demo_users
from runtime.packs import load
from store.users import DEMO_PASSWORD
from store.users import demo_users as seeded

READMES = ("README.md", "README.zh-CN.md")


def test_the_readmes_list_what_is_seeded() -> None:
    assert demo_users.stale() == (), "run `python -m docs.demo_users`"


@pytest.mark.parametrize("readme", READMES)
def test_every_user_of_every_place_follows_from_the_two_tables(readme: str) -> None:
    text = demo_users.section(readme)
    assert DEMO_PASSWORD in text
    users = re.findall(r"`([a-z-]+)\.([a-z_.0-9]+)`", text)
    here = load().places[demo_users.SHOWN]
    county = {tail for head, tail in users if head == here.abbr}
    township = {tail for head, tail in users if head == here.townships[0].code}
    for place in load().places.values():
        units = {f"unit_liaison.{unit.code}" for unit in place.units}
        own = {tail for tail in county if not tail.startswith("unit_liaison.")} | units
        expected = {f"{place.abbr}.{tail}" for tail in own}
        expected |= {f"{t.code}.{tail}" for t in place.townships for tail in township}
        assert {user.id for user in seeded(place)} == expected
        assert f"`{place.abbr}`" in text
        assert all(f"`{t.code}` {t.zh}" in text for t in place.townships)


def test_a_stale_table_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in READMES:
        text = (demo_users.ROOT / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("jz.auditor", "jz.aduitor"), "utf-8")
    monkeypatch.setattr(demo_users, "ROOT", tmp_path)
    assert demo_users.main(["--check"]) == 1
    assert "README.zh-CN.md is stale" in capsys.readouterr().err
    assert demo_users.main([]) == 0
    assert demo_users.main(["--check"]) == 0
