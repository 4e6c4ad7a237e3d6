"""The household as it is known: members, what they earn, spend and own.

Amounts are whole fen a year for income and expense, whole fen for money owned. The same value
serves as the declaration (what the family said) and as the finding (what was established); the
`source` of each item tells which.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from domain.base import Frozen


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
    SERVICE = "service"
    MARRIED_OUT = "married_out"
    MISSING = "missing"
    CLERGY = "clergy"


STATUS_ZH = {
    Status.PRESENT: "共同生活",
    Status.DEAD: "死亡",
    Status.PRISON: "在监服刑",
    Status.SERVICE: "参军服役",
    Status.MARRIED_OUT: "婚嫁分户",
    Status.MISSING: "宣告失踪",
    Status.CLERGY: "脱离家庭的宗教教职人员",
}


class Member(Frozen):
    key: str = Field(pattern=r"^m\d{1,3}$")
    name: str = Field(min_length=1, max_length=40)
    id_no: str
    relation: Relation
    work: WorkAbility = WorkAbility.ABLE
    status: Status = Status.PRESENT
    disability: str = Field(default="", pattern=r"^([1-4](-(limb|sight|hearing|mental|mind))?)?$")
    serious_illness: bool = False
    student: bool = False

    @property
    def counted(self) -> bool:
        return self.status is Status.PRESENT


class Source(StrEnum):
    DECLARED = "declared"
    SURVEY = "survey"
    CHECK = "check"


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


INCOME_ZH = {
    IncomeKind.WAGE: "工资性收入",
    IncomeKind.BUSINESS: "经营净收入",
    IncomeKind.PROPERTY: "财产净收入",
    IncomeKind.TRANSFER: "转移净收入",
    IncomeKind.BASIC_PENSION: "城乡居民基本养老保险基础养老金",
    IncomeKind.VETERAN: "优待抚恤金",
    IncomeKind.SCHOLARSHIP: "奖学金、见义勇为等奖励",
    IncomeKind.ASSISTANCE: "社会救助款物",
    IncomeKind.OTHER: "其他收入",
}


class Income(Frozen):
    member: str
    kind: IncomeKind
    fen_year: int = Field(ge=0)
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


class AssetKind(StrEnum):
    DEPOSIT = "deposit"
    VEHICLE = "vehicle"
    HOUSE = "house"
    COMPANY = "company"


ASSET_ZH = {
    AssetKind.DEPOSIT: "存款、有价证券等货币财产",
    AssetKind.VEHICLE: "机动车辆",
    AssetKind.HOUSE: "房产",
    AssetKind.COMPANY: "企业、个体工商户登记",
}


class Asset(Frozen):
    """`fen` for deposits, `count` for things. `necessary`: needed for life or work (57号 Art 14)."""

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
    number: str = Field(pattern=r"^\d{10,24}$")
    holder: str
    custodian_agreement: str = Field(default="", max_length=80)


class Household(Frozen):
    members: tuple[Member, ...] = Field(min_length=1, max_length=30)
    incomes: tuple[Income, ...] = ()
    expenses: tuple[Expense, ...] = ()
    assets: tuple[Asset, ...] = ()
    account: Account | None = None
    residence: str = Field(default="rural", pattern="^(urban|rural)$")
    address: str = Field(default="", max_length=120)
    phone: str = Field(default="", max_length=20)
    edge_family: bool = False
    """The wider family is recognised 低保边缘 (needed for a single-person household)."""

    @property
    def applicant(self) -> Member:
        return next(m for m in self.members if m.relation is Relation.SELF)

    @property
    def counted(self) -> tuple[Member, ...]:
        return tuple(m for m in self.members if m.counted)

    def member(self, key: str) -> Member | None:
        return next((m for m in self.members if m.key == key), None)

    def with_member(self, changed: Member) -> Household:
        return self.model_copy(
            update={"members": tuple(changed if m.key == changed.key else m for m in self.members)}
        )
