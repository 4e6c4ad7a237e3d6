"""Pack files: nothing broken is ever loaded, overlays set what a place decided, `doudi policy`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from domain.calendar import Due
from domain.policy import NATIONAL, PolicyNotSet
from runtime import packs
from runtime.policy_commands import policy_app

DAY = date(2026, 11, 22)
NAMES = sorted(packs.load().definitions[NATIONAL])


def test_the_written_schema_is_the_one_the_reader_uses() -> None:
    written = json.loads((packs.PACKAGED / "schema.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(packs.schema()))


def overlay(root: Path, text: str, level: str = "places/hanbin", file: str = "set.yaml") -> Path:
    folder = root / level
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(text, encoding="utf-8")
    return root


GOOD_SOURCE = "source: {doc: 汉民〔2026〕1号, article: 二}"


def test_an_administrators_pack_sets_what_a_place_has_decided(tmp_path: Path) -> None:
    root = overlay(
        tmp_path,
        "escalation.rule:\n  values:\n"
        f"    - {{from: 2026-11-01, value: joint_meeting, {GOOD_SOURCE}, status: verified}}\n",
    )
    snapshot = packs.snapshot("hanbin", DAY, ["escalation.rule"], production=True, overlays=(root,))
    assert snapshot.text("escalation.rule") == "joint_meeting"
    assert snapshot.cite("escalation.rule") == "汉民〔2026〕1号 二"
    with pytest.raises(PolicyNotSet):
        packs.snapshot("hanbin", DAY, NAMES, production=True).text("escalation.rule")


def test_a_changed_pack_is_read_again_without_a_restart(tmp_path: Path) -> None:
    text = "dibao.correction_days:\n  values:\n    - {from: 2026-01-01, value: %d, status: demo}\n"
    for days in (7, 1234):
        root = overlay(tmp_path, text % days)
        got = packs.snapshot(
            "hanbin", DAY, ["dibao.correction_days"], production=False, overlays=(root,)
        )
        assert got.days("dibao.correction_days") == days


def test_the_new_years_calendar_arrives_as_a_pack(tmp_path: Path) -> None:
    before = packs.snapshot("hanbin", date(2026, 12, 30), [], production=True)
    assert before.calendar.working_days_after(date(2026, 12, 31), 1).provisional
    root = overlay(
        tmp_path,
        "calendar.years:\n  zh: 补充的年度放假调休安排\n  unit: map\n  values:\n"
        '    - {from: 2026-11-01, value: {"2027": {holidays: ["2027-01-01", "2027-01-04"], '
        f'workdays: ["2027-01-03"]}}}}, {GOOD_SOURCE}, status: verified}}\n',
        level="national",
    )
    after = packs.snapshot("hanbin", date(2026, 12, 30), [], production=True, overlays=(root,))
    days = after.calendar.working_days_after(date(2026, 12, 31), 2)
    assert days == Due(on=date(2027, 1, 5))
    assert after.calendar.working_days_after(date(2026, 12, 31), 1).on == date(2027, 1, 3)


BROKEN = [
    ("dibao.publicty:\n  values: []\n", "全国层级没有这个名称"),
    ("dibao.total:\n  zh: 别的\n  values: []\n", "zh 与全国层级不一致"),
    ("dibao.total:\n  unit: months\n  values: []\n", "unit 与全国层级不一致"),
    ("dibao.total:\n  values:\n    - {from: 2026-01-01, value: 9, status: verified}\n", "出处"),
    ("dibao.total:\n  values:\n    - {from: 2026-01-01, value: 9.5, status: demo}\n", "非负整数"),
    ("dibao.total:\n  values:\n    - {from: 2026-01-01, value: -9, status: demo}\n", "非负整数"),
    ("dibao.total:\n  values:\n    - {from: 2026-01-01, value: '9', status: demo}\n", "非负整数"),
    ("dibao.total:\n  values:\n    - {from: 2026-01-01, value: true, status: demo}\n", "非负整数"),
    ("dibao.total:\n  values:\n    - {from: 2026-01-01, status: demo}\n", "缺少值"),
    ("dibao.total:\n  values:\n    - {from: 2026-01-01, value: 9, status: not_set}\n", "不能带值"),
    ("dibao.total:\n  values:\n    - {from: 2026-01-01, value: 9, status: sure}\n", "status"),
    ("dibao.total:\n  values:\n    - {since: 2026-01-01, value: 9, status: demo}\n", "from"),
    ("dibao.total:\n  values:\n    - {from: 2026-13-01, value: 9, status: demo}\n", "month"),
    ("? [a]\n: b\n", "YAML"),
    ("- a\n- b\n", "dictionary"),
    ("pay.data_day:\n  values:\n    - {from: 2026-01-01, value: 32, status: demo}\n", "非负整数"),
    ("dibao.decider:\n  values:\n    - {from: 2026-01-01, value: city, status: demo}\n", "只能是"),
    (
        "dibao.publicity_roll:\n  values:\n    - {from: 2026-01-01, value: 1, status: demo}\n",
        "true",
    ),
    (
        "dibao.special_reasons:\n  values:\n    - {from: 2026-01-01, value: [x], status: demo}\n",
        "labels",
    ),
    (
        "dibao.total:\n  values:\n"
        "    - {from: 2026-01-01, until: 2026-06-30, value: 9, status: demo}\n"
        "    - {from: 2026-06-30, value: 8, status: demo}\n",
        "重叠",
    ),
    (
        "dibao.total:\n  values:\n    - {from: 2026-01-01, value: 9, status: demo}\n"
        "    - {from: 2026-07-01, value: 8, status: demo}\n",
        "重叠",
    ),
    (
        "dibao.total:\n  values:\n"
        "    - {from: 2026-01-01, until: 2026-06-30, value: 9, status: demo}\n"
        "    - {from: 2026-07-02, value: 8, status: demo}\n",
        "空档",
    ),
    (
        "dibao.total:\n  values:\n"
        "    - {from: 2026-01-02, until: 2026-01-01, value: 9, status: demo}\n",
        "早于",
    ),
    ("dibao.total:\n  values: []\ndibao.total:\n  values: []\n", "重复出现"),
    ("dibao.total: {values: [\n", "YAML"),
    ("dibao.total:\n  values: []\n  comment: x\n", "comment"),
    (
        "check.items:\n  values:\n    - {from: 2026-01-01, value: {police: {zh: 公安, "
        "items: [CHK-01], written_authorisation: false, clause: x}}, status: demo}\n",
        "至少须有 8 个部门",
    ),
    (
        "check.group_items:\n  values:\n    - {from: 2026-01-01, value: {navy: {zh: 海军, "
        "items: [CHK-01], written_authorisation: false, clause: x}}, status: demo}\n",
        "navy",
    ),
    (
        "dibao.grant_tiers:\n  values:\n    - {from: 2026-01-01, value: {a: {zh: 一档, "
        "up_to_percent: 50, urban: 9, rural: 9}}, status: demo}\n",
        "只有最后一档不写",
    ),
    (
        "dibao.grant_tiers:\n  values:\n    - {from: 2026-01-01, value: {a: {zh: 一档, "
        "up_to_percent: 50, urban: 8, rural: 9}, b: {zh: 二档, urban: 9, rural: 9}}, "
        "status: demo}\n",
        "urban 的金额不能随收入增加而提高",
    ),
    (
        "escalation.measures:\n  values:\n    - {from: 2026-01-01, "
        "value: {AID-01: {unit: navy, zh: x}}, status: demo}\n",
        "成员单位",
    ),
]


@pytest.mark.parametrize(("text", "fault"), BROKEN)
def test_a_broken_pack_is_refused_with_its_fault_named(
    tmp_path: Path, text: str, fault: str
) -> None:
    root = overlay(tmp_path, text)
    with pytest.raises(packs.PackError) as refused:
        packs.load((root,))
    assert any(fault in line for line in refused.value.violations), refused.value.violations
    with pytest.raises(packs.PackError):
        packs.snapshot("jiaozuo", DAY, NAMES, production=False, overlays=(root,))


def test_a_name_in_two_files_of_one_level_is_refused(tmp_path: Path) -> None:
    text = "dibao.total:\n  values: []\n"
    overlay(tmp_path, text, file="a.yaml")
    root = overlay(tmp_path, text, file="b.yaml")
    with pytest.raises(packs.PackError, match=r"已在 .*a\.yaml 中定义"):
        packs.load((root,))


def test_a_directory_that_is_not_there_and_a_place_without_a_description_are_named(
    tmp_path: Path,
) -> None:
    with pytest.raises(packs.PackError, match="不存在"):
        packs.load((tmp_path / "nowhere",))
    root = overlay(tmp_path, "dibao.total:\n  values: []\n", level="places/nowhere")
    with pytest.raises(packs.PackError, match="缺少地区信息"):
        packs.load((root,))


def test_a_sixth_county_is_added_by_yaml_alone(tmp_path: Path) -> None:
    example = Path(__file__).parent.parent / "docs" / "add-a-county.md"
    blocks = example.read_text(encoding="utf-8").split("```yaml\n")[1:]
    place, rules = (block.split("```")[0] for block in blocks[:2])
    code = yaml.safe_load(place)["code"]
    overlay(tmp_path, place, level=f"places/{code}", file="place.yaml")
    root = overlay(tmp_path, rules, level=f"places/{code}", file="rules.yaml")
    snapshot = packs.snapshot(code, DAY, NAMES, production=True, overlays=(root,))
    assert snapshot.days("dibao.publicity") == 10
    assert snapshot.days("dibao.total") == 30
    assert code in packs.places((root,))
    assert code not in packs.PLACES


# --- doudi policy


def run(*args: str) -> tuple[int, str, str]:
    result = CliRunner(env={"COLUMNS": "160"}).invoke(policy_app, list(args))
    return result.exit_code, result.stdout, result.stderr


def test_show_prints_the_value_its_clause_and_every_override() -> None:
    code, out, _ = run("show", "tongren", "dibao.appraisal_required", "--on", "2026-11-22")
    assert code == 0
    assert "适用的值：是" in out
    assert "同政办〔2021〕13号 二（三）·各乡（镇）" in out
    assert "民发〔2021〕57号 第19条" in out
    assert "不适用" in out


def test_show_gives_the_same_as_json() -> None:
    code, out, _ = run("show", "jiaozuo", "dibao.publicity", "--on", "2026-11-22", "--json")
    shown = json.loads(out)
    assert code == 0
    assert (shown["value"], shown["status"], shown["on"]) == (7, "verified", "2026-11-22")
    assert [level["level"] for level in shown["chain"]] == ["national"]


def test_show_marks_demonstration_data_and_drops_it_in_production() -> None:
    assert "演示数据" in run("show", "jiaozuo", "dibao.standard")[1]
    assert "适用的值：尚未设定" in run("show", "jiaozuo", "dibao.standard", "--production")[1]


@pytest.mark.parametrize(
    ("place", "name", "near"),
    [
        ("jiaozuo", "dibao.publicty", "dibao.publicity"),
        ("jiaozuo", "公示期", "dibao.publicity"),
        ("jiaozuo", "publicity", "dibao.publicity"),
        ("焦作市", "dibao.publicity", "jiaozuo"),
        ("jiaozou", "dibao.publicity", "jiaozuo"),
    ],
)
def test_an_unknown_name_is_answered_in_one_line_with_near_ones(
    place: str, name: str, near: str
) -> None:
    code, out, err = run("show", place, name)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert near in err


def test_check_counts_each_place_and_fails_on_a_broken_pack(tmp_path: Path) -> None:
    code, out, _ = run("check")
    assert code == 0
    assert all(packs.place_info(place).short in out for place in packs.PLACES)
    root = overlay(tmp_path, BROKEN[0][0] + BROKEN[3][0])
    code, out, _ = run("check", "--overlay", str(root))
    assert code == 1
    assert out.splitlines()[-1] == "共 2 处错误。"
    assert len(out.splitlines()) == 3
