"""The household as it is known: members, what they earn, spend and own, who owes them support.

Amounts are whole fen a year for income and expense, whole fen for money owned. The same value
serves as the declaration (what the family said) and as the finding (what was established); the
`source` of each item tells which. Who counts and what counts is decided in `domain.means`.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from domain.base import Frozen
from domain.identity import normalise_id


class Contradiction(ValueError):
    """A household that cannot be: the Chinese message says what is wrong, without personal data."""


class Relation(StrEnum):
    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"
    OTHER = "other"


RELATION_ZH = {
    Relation.SELF: "本人",
    Relation.SPOUSE: "配偶",
    Relation.CHILD: "子女",
    Relation.PARENT: "父母",
    Relation.GRANDPARENT: "祖父母、外祖父母",
    Relation.GRANDCHILD: "孙子女、外孙子女",
    Relation.SIBLING: "兄弟姐妹",
    Relation.OTHER: "其他",
}


class WorkAbility(StrEnum):
    ABLE = "able"
    PARTIAL = "partial"
    NONE = "none"


WORK_ZH = {
    WorkAbility.ABLE: "有劳动能力",
    WorkAbility.PARTIAL: "部分丧失劳动能力",
    WorkAbility.NONE: "无劳动能力",
}


class Status(StrEnum):
    """Why a person is, or is not, counted in the household (57号 Art 7, JZ-63)."""

    PRESENT = "present"
    DEAD = "dead"
    PRISON = "prison"
    DETOX = "detox"
    SERVICE = "service"
    MARRIED_OUT = "married_out"
    MISSING = "missing"
    CLERGY = "clergy"


STATUS_ZH = {
    Status.PRESENT: "共同生活",
    Status.DEAD: "死亡",
    Status.PRISON: "在监服刑",
    Status.DETOX: "强制隔离戒毒",
    Status.SERVICE: "参军服役",
    Status.MARRIED_OUT: "婚嫁分户",
    Status.MISSING: "宣告失踪",
    Status.CLERGY: "脱离家庭的宗教教职人员",
}


class Study(StrEnum):
    """What somebody is enrolled in; full-time unless it says otherwise."""

    NONE = ""
    KINDERGARTEN = "kindergarten"
    COMPULSORY = "compulsory"
    SENIOR = "senior"
    COLLEGE = "college"
    BACHELOR = "bachelor"
    POSTGRADUATE = "postgraduate"
    PART_TIME = "part_time"


STUDY_ZH = {
    Study.NONE: "（未填写）",
    Study.KINDERGARTEN: "学前教育",
    Study.COMPULSORY: "义务教育",
    Study.SENIOR: "普通高中、中等职业教育",
    Study.COLLEGE: "全日制专科",
    Study.BACHELOR: "全日制本科",
    Study.POSTGRADUATE: "研究生",
    Study.PART_TIME: "非全日制教育",
}


class Member(Frozen):
    """`apart`: does not live here for the long term. `no_duty`: no legal duty of support ties him."""

    key: str = Field(pattern=r"^m\d{1,3}$")
    name: str = Field(min_length=1, max_length=40)
    id_no: str
    relation: Relation
    work: WorkAbility = WorkAbility.ABLE
    status: Status = Status.PRESENT
    disability: str = Field(default="", pattern=r"^([1-4](-(limb|sight|hearing|mental|mind))?)?$")
    serious_illness: bool = False
    student: bool = False
    study: Study = Study.NONE
    status_since: date | None = None
    """Since when the status holds: clergy are left out only after years (57号 Art 7)."""
    apart: bool = False
    no_duty: bool = False
    groups: tuple[Annotated[str, Field(pattern=r"^(GRP|CHK)-\d\d$")], ...] = ()
    """Groups, or lists behind an item of the check, he says he is on: that department is asked then."""
    provisional: str = Field(default="", max_length=120)
    """What is known of somebody whose identity is not: he has no number until it is found out."""

    @property
    def can_speak(self) -> bool:
        """Whether he may be heard himself."""
        return self.status not in (Status.DEAD, Status.MISSING)

    @property
    def counted(self) -> bool:
        """On the family's own register; whom the rules count says `means.counting.members`."""
        return self.status is Status.PRESENT


class Source(StrEnum):
    DECLARED = "declared"
    SURVEY = "survey"
    CHECK = "check"


SOURCE_ZH = {
    Source.DECLARED: "家庭申报",
    Source.SURVEY: "入户调查",
    Source.CHECK: "部门核对",
}


class IncomeKind(StrEnum):
    WAGE = "wage"
    BUSINESS = "business"
    PROPERTY = "property"
    TRANSFER = "transfer"
    BASIC_PENSION = "basic_pension"
    VETERAN = "veteran"
    SCHOLARSHIP = "scholarship"
    ASSISTANCE = "assistance"
    OTHER = "other"
    SUPPORT = "support"
    FAMILY_PLANNING = "family_planning"
    BRAVERY = "bravery"
    INSURANCE = "insurance"
    OLD_AGE = "old_age"


INCOME_ZH = {
    IncomeKind.WAGE: "工资性收入",
    IncomeKind.BUSINESS: "经营净收入",
    IncomeKind.PROPERTY: "财产净收入",
    IncomeKind.TRANSFER: "转移净收入",
    IncomeKind.BASIC_PENSION: "城乡居民基本养老保险基础养老金",
    IncomeKind.VETERAN: "优待抚恤金",
    IncomeKind.SCHOLARSHIP: "奖学金",
    IncomeKind.ASSISTANCE: "社会救助款物",
    IncomeKind.OTHER: "其他收入",
    IncomeKind.SUPPORT: "赡养费、抚养费、扶养费",
    IncomeKind.FAMILY_PLANNING: "计划生育奖励扶助",
    IncomeKind.BRAVERY: "见义勇为奖励",
    IncomeKind.INSURANCE: "基本医疗保险等社会保险待遇",
    IncomeKind.OLD_AGE: "高龄津贴",
}


class Income(Frozen):
    """`fen_year` is net of the cost of a business or property. `received_on`: paid once, that day."""

    member: str
    kind: IncomeKind
    fen_year: int = Field(ge=0)
    received_on: date | None = None
    source: Source = Source.DECLARED
    evidence: str = Field(default="", max_length=200)


class ExpenseKind(StrEnum):
    ILLNESS = "illness"
    DISABILITY = "disability"
    EDUCATION = "education"


EXPENSE_ZH = {
    ExpenseKind.ILLNESS: "重病刚性支出",
    ExpenseKind.DISABILITY: "残疾刚性支出",
    ExpenseKind.EDUCATION: "就学刚性支出",
}


class Expense(Frozen):
    member: str
    kind: ExpenseKind
    fen_year: int = Field(ge=0)
    evidence: str = Field(default="", max_length=200)


class SpendingKind(StrEnum):
    """Necessary spending (刚性支出困难家庭认定办法 Art 5)."""

    LIVING = "living"
    MEDICAL = "medical"
    EDUCATION = "education"
    REHABILITATION = "rehabilitation"
    OTHER = "other"


SPENDING_ZH = {
    SpendingKind.LIVING: "基本生活支出",
    SpendingKind.MEDICAL: "医疗支出",
    SpendingKind.EDUCATION: "教育支出",
    SpendingKind.REHABILITATION: "残疾康复支出",
    SpendingKind.OTHER: "其他必需支出",
}


class Spending(Frozen):
    """What was spent before the application, in fen; `paid_on` None: the sum of the whole period.

    `reimbursed_fen`: borne by insurance and relief. `public_fen`: what a public school would have
    charged. `receipts`: how many papers prove it.
    """

    member: str
    kind: SpendingKind
    fen: int = Field(ge=0)
    reimbursed_fen: int = Field(default=0, ge=0)
    public_fen: int | None = Field(default=None, ge=0)
    paid_on: date | None = None
    receipts: int = Field(default=0, ge=0)
    source: Source = Source.DECLARED
    evidence: str = Field(default="", max_length=200)


class AssetKind(StrEnum):
    DEPOSIT = "deposit"
    VEHICLE = "vehicle"
    HOUSE = "house"
    COMPANY = "company"
    SECURITIES = "securities"
    FUND = "fund"
    INSURANCE = "insurance"
    CLAIM = "claim"
    INTERNET_FINANCE = "internet_finance"
    MACHINE = "machine"
    TREES = "trees"


ASSET_ZH = {
    AssetKind.DEPOSIT: "存款",
    AssetKind.VEHICLE: "机动车辆",
    AssetKind.HOUSE: "房产",
    AssetKind.COMPANY: "企业、个体工商户登记",
    AssetKind.SECURITIES: "有价证券",
    AssetKind.FUND: "基金",
    AssetKind.INSURANCE: "商业保险",
    AssetKind.CLAIM: "债权",
    AssetKind.INTERNET_FINANCE: "互联网金融资产",
    AssetKind.MACHINE: "船舶、工程机械和大型农机具",
    AssetKind.TREES: "林木",
}


class Asset(Frozen):
    """`fen` for money, `count` for things. `necessary`: needed for life or work (57号 Art 14)."""

    member: str
    kind: AssetKind
    count: int = Field(default=1, ge=0)
    fen: int = Field(default=0, ge=0)
    necessary: bool = False
    source: Source = Source.DECLARED
    evidence: str = Field(default="", max_length=200)


class Account(Frozen):
    """The payee account. `holder` is a member's key, or `custodian` under a recorded agreement."""

    bank: str = Field(min_length=1, max_length=40)
    number: str = Field(pattern=r"^[0-9]{10,24}$")
    holder: str
    custodian_agreement: str = Field(default="", max_length=80)


class Supporter(Frozen):
    """A relative outside the household who owes a member support (赡养、抚养、扶养).

    `relation`: what he is to the member he supports. `fen_year`: what his own household of
    `persons` earns. `dependants`: how many people he has to support, this member among them.
    `agreed_fen_year`: what a judgment, an agreement or his payments come to; None when unknown.
    """

    supports: str
    relation: Relation
    name: str = Field(default="", max_length=40)
    id_no: str = Field(default="", max_length=40)
    persons: int = Field(default=1, ge=1, le=30)
    fen_year: int = Field(default=0, ge=0)
    dependants: int = Field(default=1, ge=1, le=30)
    agreed_fen_year: int | None = Field(default=None, ge=0)
    source: Source = Source.DECLARED
    evidence: str = Field(default="", max_length=200)


class Household(Frozen):
    members: tuple[Member, ...] = Field(min_length=1, max_length=30)
    incomes: tuple[Income, ...] = ()
    expenses: tuple[Expense, ...] = ()
    assets: tuple[Asset, ...] = ()
    account: Account | None = None
    residence: str = Field(default="rural", pattern="^(urban|rural)$")
    address: str = Field(default="", max_length=120)
    phone: str = Field(default="", max_length=20, pattern=r"^[0-9+()（）、 -]*$")
    email: str = Field(default="", max_length=80, pattern=r"^([^@\s<>]+@[^@\s<>]+)?$")
    edge_family: bool = False
    edge_case: str = Field(default="", max_length=20)
    """The wider family is recognised 低保边缘, in that case (for a single person, JZ-05)."""
    spendings: tuple[Spending, ...] = ()
    supporters: tuple[Supporter, ...] = ()
    receives: tuple[Annotated[str, Field(pattern="^(dibao|tekun|edge|rigid)$")], ...] = ()

    @model_validator(mode="after")
    def _makes_sense(self) -> Household:
        contradiction = _contradiction(self)
        if contradiction:
            raise Contradiction(contradiction)
        return self

    @property
    def applicant(self) -> Member:
        """The member who applies. Contradiction when there is none."""
        found = next((m for m in self.members if m.relation is Relation.SELF), None)
        if found is None:
            raise Contradiction(NO_APPLICANT)
        return found

    @property
    def counted(self) -> tuple[Member, ...]:
        return tuple(m for m in self.members if m.counted)

    def member(self, key: str) -> Member | None:
        return next((m for m in self.members if m.key == key), None)

    def with_member(self, changed: Member) -> Household:
        return self.model_copy(
            update={"members": tuple(changed if m.key == changed.key else m for m in self.members)}
        )


NO_APPLICANT = "家庭成员中没有申请人，请将一名成员的关系选为“本人”。"


def _contradiction(home: Household) -> str:
    """The first thing that cannot be, as a sentence; empty when there is none."""
    selves = [m.key for m in home.members if m.relation is Relation.SELF]
    if len(selves) > 1:
        return f"成员{'、'.join(selves)}的关系都是“本人”，申请人只能有一名，请核对。"
    if not selves:
        return NO_APPLICANT
    keys = [m.key for m in home.members]
    numbers = [normalise_id(m.id_no) for m in home.members]
    for what, values in (("成员编号重复", keys), ("公民身份号码相同", numbers)):
        for n, value in enumerate(values):
            if value and value in values[:n]:
                first = keys[values.index(value)]
                return f"成员{first}与{keys[n]}{what}，请核对是否重复填写了同一人。"
    return _stranger(home, frozenset(m.key for m in home.members))


def _stranger(home: Household, keys: frozenset[str]) -> str:
    owners = {
        "收入": [i.member for i in home.incomes],
        "刚性支出": [e.member for e in home.expenses],
        "财产": [a.member for a in home.assets],
        "必需支出": [s.member for s in home.spendings],
        "赡养抚养扶养人": [s.supports for s in home.supporters],
    }
    for what, named in owners.items():
        row = next((n for n, key in enumerate(named, start=1) if key not in keys), 0)
        if row:
            listed = "、".join(sorted(keys))
            return f"“{what}”第{row}行的成员编号不是本户家庭成员，可以填写：{listed}。"
    return ""
