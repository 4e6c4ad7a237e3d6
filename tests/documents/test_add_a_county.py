"""The page on adding a county is followed to the letter, and does what it says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import cli

PAGE = (Path(__file__).parents[2] / "docs" / "add-a-county.md").read_text("utf-8")


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The directory of packs that the page writes."""
    named = re.findall(
        r"^`policies/places/(yunxi/\w+\.yaml)`:\n\n```yaml\n(.*?)```", PAGE, re.M | re.S
    )
    assert [name for name, _ in named] == ["yunxi/place.yaml", "yunxi/rules.yaml"]
    for name, text in named:
        path = tmp_path / "places" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def _doudi(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(args)
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out + err


def test_the_county_of_the_page_is_sound_and_answers_by_its_own_document(
    county: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    for command in re.findall(r"^doudi (policy .+)$", PAGE, re.M):
        code, said = _doudi(capsys, *command.split(), "--overlay", str(county))
        assert code == 0, said
        if "check" in command:
            assert "云溪县" in said and "没有错误" in said
        elif "publicity" in command:
            assert "适用的值：10日" in said and "云政办〔2026〕8号 第9条" in said
        else:
            assert "适用的值：尚未设定" in said


def test_its_standard_changes_on_the_day_written_there(
    county: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    values = {date(2027, 3, 31): "700.00元", date(2027, 4, 1): "730.00元"}
    for day, yuan in values.items():
        show = ("policy", "show", "yunxi", "dibao.standard", "--on", str(day))
        code, said = _doudi(capsys, *show, "--overlay", str(county))
        assert code == 0
        [applies] = [line for line in said.splitlines() if line.startswith("适用的值")]
        assert yuan in applies


def test_a_fault_in_it_is_found(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules = county / "places" / "yunxi" / "rules.yaml"
    rules.write_text(rules.read_text("utf-8").replace("dibao.publicity", "dibao.publicty"), "utf-8")
    code, said = _doudi(capsys, "policy", "check", "--overlay", str(county))
    assert code == 1 and "dibao.publicty" in said
