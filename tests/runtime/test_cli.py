"""The `doudi` command answers quickly, and wrong use with one line that says what is right."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

import cli

ROOT = Path(__file__).resolve().parent.parent.parent


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(args)
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_help_names_every_command_and_loads_none() -> None:
    code = "import sys, cli\ntry: cli.main(['--help'])\nexcept SystemExit: pass\n"
    code += "print(sorted({'typer', 'temporalio', 'fastapi', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert all(f"  {name}" in done.stdout for name in cli.COMMANDS)
    assert done.stdout.endswith("[]\n")


@pytest.mark.parametrize(
    ("args", "right"),
    [
        (("setings",), "没有命令“setings”，是否为`doudi settings`？"),
        (("xyz",), "全部命令见`doudi --help`。"),
        (("settings", "--foo"), "没有选项“--foo”；用法见`doudi settings --help`。"),
        (("keys", "rotat"), "没有子命令“rotat”；用法见`doudi keys --help`。"),
        (("policy", "show", "jiaozuo", "x", "--on", "1"), "“1”应当写成2027-01-05的样子；"),
        (("audit", "delays"), "缺少选项“--place”；"),
        (("policy", "show"), "缺少参数“"),
        (("stuck", "one", "two"), "多出了“"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(
    capsys: pytest.CaptureFixture[str], args: tuple[str, ...], right: str
) -> None:
    code, _, err = run(capsys, *args)
    assert code == 2
    assert err.count("\n") == 1 and right in err


def test_a_part_that_is_not_there_breaks_no_other(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cli.COMMANDS, "audit", cli.Entry("nowhere.commands:app", ""))
    assert run(capsys, "audit") == (2, "", "本机没有安装`doudi audit`所需的部分。\n")
    assert run(capsys, "settings", "--markdown")[0] == 0


def test_a_fault_inside_a_part_is_not_called_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "broken_part.py").write_text("import a_module_nobody_has\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(cli.COMMANDS, "audit", cli.Entry("broken_part:app", ""))
    with pytest.raises(ModuleNotFoundError, match="a_module_nobody_has"):
        cli.main(["audit"])


def test_keys_are_made_rotated_and_listed_without_being_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOUDI_HOME", str(tmp_path))
    assert run(capsys, "keys", "list")[0] == 2
    assert run(capsys, "keys", "create")[0] == 0
    assert run(capsys, "keys", "rotate")[0] == 0
    code, out, _ = run(capsys, "keys", "list")
    assert code == 0 and out.count("\n") == 2 and out.count("writes") == 1


def test_production_faults_are_lines_and_exit_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOUDI_ENV", "production")
    monkeypatch.setenv("DOUDI_HOME", str(tmp_path))
    monkeypatch.setenv("DOUDI_REHEARSAL", "true")
    for command in ("up", "codec", "demo"):
        code, _, err = run(capsys, command)
        assert code == 2
        assert all(line.startswith("DOUDI_") for line in err.splitlines())


def test_a_program_looks_for_garbage_seldom_and_never_more_often_than_before() -> None:
    before = gc.get_threshold()
    try:
        for now, then in (((700, 10, 10), cli.GARBAGE), ((50_000, 20, 20), (50_000, 20, 20))):
            gc.set_threshold(*now)
            cli._loaded("json")
            assert gc.get_threshold() == then and gc.isenabled()
    finally:
        gc.set_threshold(*before)
