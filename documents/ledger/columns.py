"""The columns of the ledger, in order: the one table that reading, writing and the help sheet use."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from domain.household import (
    ASSET_ZH,
    EXPENSE_ZH,
    INCOME_ZH,
    RELATION_ZH,
    STATUS_ZH,
    STUDY_ZH,
    WORK_ZH,
    AssetKind,
    ExpenseKind,
    IncomeKind,
    Study,
)

SHEET: Final = "申请台账"
HELP_SHEET: Final = "填表说明"
LIST_SHEET: Final = "选项"
TITLE_ROW: Final = 1
HEADING_ROW: Final = 2
FIRST_ROW: Final = 3
TITLE_END: Final = "最低生活保障申请台账"
CUSTODIAN: Final = "代管人"
YES, NO = "是", "否"


class Kind(StrEnum):
    TEXT = "text"
    DIGITS = "digits"
    MONEY = "money"
    COUNT = "count"
    CHOICE = "choice"
    DATE = "date"


class Column(NamedTuple):
    """`whole`: it belongs to the household and stands in the applicant's row."""

    key: str
    zh: str
    kind: Kind = Kind.TEXT
    width: int = 12
    whole: bool = False
    needed: bool = False
    choices: tuple[str, ...] = ()
    help: str = ""


_GRADES = {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}
_SORTS = {"limb": "肢体", "sight": "视力", "hearing": "听力", "mental": "精神", "mind": "智力"}
DISABILITY_ZH: Final = {
    grade + (f"-{sort}" if sort else ""): zh + (f"（{_SORTS[sort]}）" if sort else "")
    for grade, zh in _GRADES.items()
    for sort in ("", *_SORTS)
}
CHANNEL_ZH: Final = {
    "ledger": "台账登记",
    "window": "窗口申请",
    "agent": "代办",
    "online": "网上申请",
}
RESIDENCE_ZH: Final = {"rural": "农村", "urban": "城镇"}
YES_NO: Final = (YES, NO)


def income_key(kind: IncomeKind) -> str:
    return f"income_{kind.value}"


def expense_key(kind: ExpenseKind) -> str:
    return f"expense_{kind.value}"


def asset_key(kind: AssetKind) -> str:
    return f"asset_{kind.value}"


NECESSARY: Final = "asset_necessary"

_ASSET_HEADINGS = {
    AssetKind.DEPOSIT: ("存款（元）", Kind.MONEY, "存款、有价证券等货币财产的总额"),
    AssetKind.VEHICLE: ("机动车（辆）", Kind.COUNT, "登记在本人名下的全部机动车"),
    AssetKind.HOUSE: ("房产（套）", Kind.COUNT, ASSET_ZH[AssetKind.HOUSE]),
    AssetKind.COMPANY: ("企业登记（个）", Kind.COUNT, ASSET_ZH[AssetKind.COMPANY]),
    AssetKind.MACHINE: ("大型机具（件）", Kind.COUNT, ASSET_ZH[AssetKind.MACHINE]),
    AssetKind.TREES: ("林木（亩）", Kind.COUNT, ASSET_ZH[AssetKind.TREES]),
}
THINGS: Final = tuple(kind for kind, (_, sort, _) in _ASSET_HEADINGS.items() if sort is Kind.COUNT)
"""Kinds of property that are counted; all money stands in one column."""


def _money(key: str, zh: str, text: str) -> Column:
    return Column(key, zh, Kind.MONEY, 13, help=text)


def _assets() -> tuple[Column, ...]:
    found = [
        Column(asset_key(kind), zh, sort, 11, help=text)
        for kind, (zh, sort, text) in _ASSET_HEADINGS.items()
    ]
    necessary = Column(
        NECESSARY,
        "必需机动车（辆）",
        Kind.COUNT,
        11,
        help="机动车中属于生活、生产必需的辆数",
    )
    return (*found[:2], necessary, *found[2:])


COLUMNS: Final[tuple[Column, ...]] = (
    Column("number", "户编号", Kind.TEXT, 10, needed=True, help="同一户各行填写相同编号"),
    Column("township", "乡镇（街道）", Kind.CHOICE, 13, whole=True, needed=True),
    Column("village", "村（社区）", Kind.TEXT, 12, whole=True),
    Column("name", "姓名", Kind.TEXT, 10, needed=True),
    Column(
        "relation",
        "与申请人关系",
        Kind.CHOICE,
        12,
        needed=True,
        choices=tuple(RELATION_ZH.values()),
        help="每户须有且仅有一行填写“本人”",
    ),
    Column("id_no", "公民身份号码", Kind.DIGITS, 21, needed=True, help="以文本格式填写十八位号码"),
    Column(
        "status",
        "人员状态",
        Kind.CHOICE,
        11,
        choices=tuple(STATUS_ZH.values()),
        help="不填视为共同生活",
    ),
    Column(
        "work",
        "劳动能力",
        Kind.CHOICE,
        15,
        choices=tuple(WORK_ZH.values()),
        help="不填视为有劳动能力",
    ),
    Column("disability", "残疾等级", Kind.CHOICE, 12, choices=tuple(DISABILITY_ZH.values())),
    Column("illness", "重病", Kind.CHOICE, 6, choices=YES_NO),
    Column("student", "在读", Kind.CHOICE, 6, choices=YES_NO),
    Column(
        "study",
        "就读学段",
        Kind.CHOICE,
        14,
        choices=tuple(zh for code, zh in STUDY_ZH.items() if code is not Study.NONE),
    ),
    Column(
        "apart",
        "未长期共同居住",
        Kind.CHOICE,
        9,
        choices=YES_NO,
        help="不填视为长期共同居住",
    ),
    Column(
        "no_duty",
        "无法定义务关系",
        Kind.CHOICE,
        9,
        choices=YES_NO,
        help="与申请人没有法定赡养、抚养、扶养义务关系的填写“是”",
    ),
    *(
        _money(income_key(kind), f"{zh}（元/年）", "全年数额；没有的不填")
        for kind, zh in INCOME_ZH.items()
    ),
    *(
        _money(expense_key(kind), f"{zh}（元/年）", "全年自付数额；没有的不填")
        for kind, zh in EXPENSE_ZH.items()
    ),
    *_assets(),
    Column("bank", "开户行", Kind.TEXT, 16, whole=True),
    Column("account", "账号", Kind.DIGITS, 23, whole=True, help="以文本格式填写十至二十四位数字"),
    Column(
        "holder",
        "账户持有人",
        Kind.TEXT,
        11,
        whole=True,
        help=f"家庭成员姓名；由他人代管的填写“{CUSTODIAN}”",
    ),
    Column("custody", "代管协议", Kind.TEXT, 12, whole=True, help="他人代管账户的协议编号"),
    Column("phone", "联系电话", Kind.TEXT, 14, whole=True),
    Column("address", "住址", Kind.TEXT, 24, whole=True),
    Column(
        "residence",
        "城乡",
        Kind.CHOICE,
        8,
        whole=True,
        needed=True,
        choices=tuple(RESIDENCE_ZH.values()),
    ),
    Column(
        "channel",
        "受理方式",
        Kind.CHOICE,
        10,
        whole=True,
        choices=tuple(CHANNEL_ZH.values()),
        help="不填视为台账登记",
    ),
    Column("agent", "代办人", Kind.TEXT, 22, whole=True, help="代办人在本系统的账号，不填姓名"),
    Column("mandate", "委托书", Kind.TEXT, 14, whole=True, help="委托书编号"),
    Column("papers", "已交材料", Kind.TEXT, 34, whole=True, help="材料名称，以顿号分隔"),
    Column("single", "是否单人户", Kind.CHOICE, 10, whole=True, choices=YES_NO),
    Column("edge", "是否低保边缘", Kind.CHOICE, 11, whole=True, choices=YES_NO),
    Column("applied_on", "申请日期", Kind.DATE, 12, whole=True, needed=True),
    Column("note", "备注", Kind.TEXT, 24, whole=True),
)
BY_KEY: Final = {column.key: column for column in COLUMNS}


def title_of(place_zh: str) -> str:
    """The first row of the sheet: `湛河区…最低生活保障申请台账`."""
    return f"{place_zh}{TITLE_END}"
