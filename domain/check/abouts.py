"""What a found record can be about, in the words of the county, and what it is compared with.

Codes are the system's own: they name what kind of fact a department states. Nothing here says what
a fact is worth; the rules do.
"""

from __future__ import annotations

from typing import Final

from domain.household import AssetKind, IncomeKind, Status, WorkAbility

COUNTED: Final[dict[str, tuple[AssetKind, ...]]] = {
    "vehicle": (AssetKind.VEHICLE,),
    "business_vehicle": (AssetKind.VEHICLE,),
    "house": (AssetKind.HOUSE,),
    "company": (AssetKind.COMPANY,),
    "machine": (AssetKind.MACHINE,),
    "forest": (AssetKind.TREES,),
}
"""Things: a lead when the department counts more than the family stated."""

OWNED_MONEY: Final[dict[str, tuple[AssetKind, ...]]] = {
    "deposit": (AssetKind.DEPOSIT, AssetKind.INTERNET_FINANCE),
    "securities": (AssetKind.SECURITIES, AssetKind.FUND),
    "fund": (AssetKind.FUND, AssetKind.SECURITIES),
    "insurance": (AssetKind.INSURANCE,),
    "wealth_product": (AssetKind.FUND, AssetKind.SECURITIES, AssetKind.DEPOSIT),
    "internet_finance": (AssetKind.INTERNET_FINANCE, AssetKind.DEPOSIT),
    "house_sale": (AssetKind.DEPOSIT,),
    "compensation": (AssetKind.DEPOSIT,),
    "fund_withdrawal": (AssetKind.DEPOSIT,),
}
"""Money owned or received once: a lead when it is more than the family stated."""

_TRANSFERS = (IncomeKind.TRANSFER, IncomeKind.ASSISTANCE)
EARNED: Final[dict[str, tuple[IncomeKind, ...]]] = {
    "wage": (IncomeKind.WAGE, IncomeKind.BUSINESS),
    "public_pay": (IncomeKind.WAGE,),
    "taxed_income": (IncomeKind.WAGE, IncomeKind.BUSINESS, IncomeKind.PROPERTY),
    "business": (IncomeKind.BUSINESS,),
    "pension": (
        IncomeKind.TRANSFER,
        IncomeKind.BASIC_PENSION,
        IncomeKind.INSURANCE,
        IncomeKind.OLD_AGE,
    ),
    "subsidy": _TRANSFERS,
    "welfare": (*_TRANSFERS, IncomeKind.OLD_AGE),
    "veteran": (IncomeKind.VETERAN, IncomeKind.TRANSFER),
    "rent": (IncomeKind.PROPERTY,),
    "interest": (IncomeKind.PROPERTY,),
    "land_income": (IncomeKind.BUSINESS, IncomeKind.PROPERTY),
    "maternity": (IncomeKind.TRANSFER, IncomeKind.INSURANCE),
}
"""Money of a year: a lead when it is more than the family stated."""

NO_INCOME: Final[dict[str, tuple[IncomeKind, ...]]] = {
    "occupation": (IncomeKind.WAGE, IncomeKind.BUSINESS),
    "fund_contribution": (IncomeKind.WAGE,),
    "office": (IncomeKind.WAGE, IncomeKind.OTHER),
}
"""Signs of work: a lead when the family states no such income of this person at all."""

ABSENT: Final[dict[str, tuple[Status, ...]]] = {
    "death": (Status.DEAD,),
    "prison": (Status.PRISON,),
    "service": (Status.SERVICE,),
    "married_out": (Status.MARRIED_OUT,),
    "split": (Status.MARRIED_OUT,),
    "moved": (Status.MARRIED_OUT, Status.MISSING),
}
"""Why somebody may not be counted: a lead when the family did not say so."""

NOT_IN_HOUSEHOLD: Final = ("member", "spouse", "birth", "adoption")
"""People the register knows and the family did not name: a lead, never a refusal (HB-17)."""

SHOWN: Final = (
    "registered",
    "insured",
    "illness",
    "school",
    "unemployed",
    "account",
    "fund_loan",
    "land",
    "crop_damage",
    "medical_cost",
    "medical_aid",
    "education_aid",
    "housing_aid",
    "legal_aid",
    "disabled_aid",
    "union_aid",
    "women_aid",
    "poverty_register",
    "relocated",
    "disaster",
    "ecology",
    "clergy",
    "self_care",
    "unchanged",
)
"""What confirms, or speaks for the family: shown with the answers, no lead."""

WORK_RANK: Final = {WorkAbility.NONE: 0, WorkAbility.PARTIAL: 1, WorkAbility.ABLE: 2}
"""How `work_ability` is counted in a record: the more, the more able."""

ABOUT_ZH: Final[dict[str, str]] = {
    "account": "银行结算账户",
    "adoption": "收养登记的子女",
    "aid": "已享受其他救助",
    "birth": "新出生子女",
    "business": "经营收入",
    "business_vehicle": "营运车辆",
    "clergy": "宗教教职人员登记",
    "company": "企业或个体工商户登记",
    "compensation": "征收征用补偿款",
    "contradiction": "部门答复不一致",
    "crop_damage": "种植项目受灾",
    "death": "死亡登记",
    "deposit": "存款等货币财产",
    "disability": "残疾等级",
    "disabled_aid": "残疾人帮扶救助",
    "disaster": "受灾人口登记",
    "ecology": "受生态环境政策影响登记",
    "education_aid": "教育助学",
    "forest": "林权、经济林",
    "fund": "基金",
    "fund_contribution": "住房公积金缴存",
    "fund_loan": "住房公积金贷款",
    "fund_withdrawal": "住房公积金提取",
    "house": "房产",
    "house_sale": "房产交易所得",
    "housing_aid": "住房保障",
    "illness": "重病记录",
    "insurance": "商业保险",
    "insured": "基本医疗保险参保",
    "interest": "利息、红利收入",
    "internet_finance": "互联网金融资产",
    "land": "土地登记、利用",
    "land_income": "土地经营、退耕还林收入",
    "legal_aid": "法律援助",
    "machine": "农机具、船舶",
    "married_out": "婚嫁分户",
    "maternity": "生育保险待遇",
    "medical_aid": "医疗救助",
    "medical_cost": "医疗费用",
    "member": "户籍成员不一致",
    "moved": "户籍迁出或者注销",
    "no": "核实为不属实",
    "occupation": "从业资格登记",
    "office": "社会组织任职",
    "pension": "养老金等社会保险待遇",
    "poverty_register": "脱贫享受政策户、监测户登记",
    "prison": "在监服刑",
    "public_pay": "财政统发工资",
    "registered": "户籍在册",
    "relocated": "易地搬迁",
    "rent": "房屋出租收入",
    "school": "就学",
    "securities": "证券",
    "self_care": "自理能力、健康档案",
    "service": "参军服役",
    "split": "分户",
    "spouse": "婚姻登记的配偶",
    "subsidy": "补贴补助",
    "taxed_income": "纳税申报的收入",
    "unchanged": "与上次比对一致",
    "unemployed": "失业登记",
    "union_aid": "工会帮扶救助",
    "vehicle": "机动车辆",
    "veteran": "优待抚恤金",
    "wage": "工资或就业",
    "wealth_product": "理财产品等金融资产",
    "welfare": "社会福利待遇",
    "women_aid": "妇联救助",
    "work_ability": "劳动能力评定",
}
