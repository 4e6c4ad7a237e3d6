"""The 34 questions in one table: what a history proves, what it cannot, what a township does about it.

The command, the page and `docs/rulebook.md` are made of it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from domain.base import Frozen


class Proof(StrEnum):
    """How far histories answer a question by themselves."""

    PROVABLE = "provable"
    PART = "part"
    OUTSIDE = "outside"


PROOF_ZH: Final = {
    Proof.PROVABLE: "可以证明",
    Proof.PART: "部分可以证明",
    Proof.OUTSIDE: "须在系统外核实",
}


class Severity(StrEnum):
    """How soon somebody must act: a right is hurt, a duty is missed, or it is to be looked at."""

    RIGHT = "right"
    DUTY = "duty"
    LOOK = "look"


SEVERITY_ZH: Final = {Severity.RIGHT: "严重", Severity.DUTY: "一般", Severity.LOOK: "提示"}


class Rule(Frozen):
    """`by`: the command or the part of the program that answers; empty where nothing here does.

    `limits_zh`: what it cannot prove, and for `outside` why. `act_zh`: what a township head does.
    """

    code: str
    zh: str
    clause: str
    proof: Proof
    severity: Severity
    by: str
    limits_zh: str
    act_zh: str


def _r(code: str, zh: str, clause: str, how: str, by: str, limits: str, act: str) -> Rule:
    proof, severity = how.split()
    return Rule(
        code=code,
        zh=zh,
        clause=clause,
        proof=Proof(proof),
        severity=Severity(severity),
        by=by,
        limits_zh=limits,
        act_zh=act,
    )


SEPARATION: Final = "职责分离的要求；峄城区另见峄政字〔2020〕15号三（二）1"
"""No national article says it of every step; where a place's document does, it is named."""
BOOK: Final = "doudi audit rulebook"
CERTIFY: Final = "doudi audit certify"
PAY: Final = "doudi pay prove"

BY_ZH: Final = (
    (BOOK, "夜间逐案核对"),
    (PAY, "按月核对发放"),
    (CERTIFY, "案件证书"),
    ("doudi audit draw", "抽查结果的重新计算"),
    ("doudi archive verify", "归档核验"),
    ("doudi cases", "案件列表"),
    ("doudi funds", "资金账册"),
)
"""What each command is called where no command can be typed."""

RULES: Final[tuple[Rule, ...]] = (
    _r("A01", "公示期够不够", "57号 Art 19", "provable right", BOOK,
       "不能证明张贴的纸一直挂在墙上。", "重新公示满规定天数，期满再报确认；已经发放的不停发。"),
    _r("A02", "有没有不公示就确认", "57号 Art 19", "provable right", BOOK,
       "同上。", "补行公示，并报县级民政部门说明原因。"),
    _r("A03", "公示期间的异议有没有处理", "57号 Art 19", "provable right", BOOK,
       "口头提出而没有登记的异议不在其中。", "立即重新调查，把结果告诉提出异议的人。"),
    _r("A04", "是否在规定期限内办结", "57号 Art 22", "provable duty", BOOK,
       "暂停的理由是否真实要看证明材料。", "查明停在哪一环节、哪一天，向县级民政部门说明。"),
    _r("A05", "不予确认、停止救助有没有书面告知理由", "57号 Art 21；Art 32", "provable right", BOOK,
       "送达回证上的签名是否本人所签须另行核对。", "当日补发告知书并送达，告知复议和诉讼的权利。"),
    _r("A06", "各环节是否齐全、次序是否正确", "57号 Art 4-21", "provable duty", BOOK,
       "记载的环节是否实际做了，要看照片和家庭的陈述。", "缺哪一环节补哪一环节，由另一人复核。"),
    _r("A07", "是否自确认的次月起发放", "57号 Art 21", "provable right", BOOK,
       "是否到账见A09。", "少发的月份补发，多发的报县级民政部门处理。"),
    _r("A08", "是否按规定的日子发放，谁迟延", "57号 Art 25；各地规定的发放日", "provable duty", PAY,
       "银行内部的迟延只能看到入账日。", "属本级环节的说明原因，其余由县级督促。"),
    _r("A09", "每户每月是否只发一次", "57号 Art 25", "provable right", PAY,
       "家庭是否实际拿到钱见A34。", "漏发的下月补发；重复的报县级民政部门追回。"),
    _r("A10", "退回的款项有没有跟进", "57号 Art 25", "provable duty", PAY,
       "账号为何出错要问家庭。", "联系家庭更正账号，下一批次重发。"),
    _r("A11", "金额对不对", "57号 Art 23", "provable right", f"{BOOK}、{CERTIFY}",
       "收入、财产的事实是否属实不在其中。", "按核算结果更正，少发的补发。"),
    _r("A12", "提标是否全部到位并补差", "57号 Art 23", "provable right", PAY,
       "提标文件本身是否及时不在其中。", "名单中遗漏的报县级民政部门补列。"),
    _r("A13", "有没有死亡后仍领取的", "57号 Art 32", "part right", BOOK,
       "死亡须由有关部门的答复或者家庭报告记入后才能看到；代领人是谁须上门核实。",
       "上门核实，按程序停发并追回，家庭仍有成员的继续保障。"),
    _r("A14", "有没有服刑、入伍、婚出后仍领取的", "57号 Art 32", "outside right", "",
       "司法、兵役、婚姻部门的答复记入核对后按A15处理；没有答复的，历史中看不到。",
       "向有关部门发函核对，不得只凭名单停发。"),
    _r("A15", "车、房、公司、大额存款的线索有没有核实", "57号 Art 18", "provable right", BOOK,
       "部门答复是否正确不在其中。", "逐条上门核实，写明理由；只凭线索不得取消。"),
    _r("A16", "有没有重复享受", "57号 Art 4", "provable right", BOOK,
       "只在本县之内；跨县的须由省级平台核对。", "查明该在哪一案保障，由另一案终止，不影响应得部分。"),
    _r("A17", "有没有不经信息核对就确认", "57号 Art 17", "provable duty", BOOK,
       "核对的内容是否齐全见部门答复情况。", "补做核对，结果不影响的维持原决定。"),
    _r("A18", "有没有只凭数据一停了之", "57号 Art 32", "provable right", BOOK,
       "核实的人是否真的到了现场不在其中。", "恢复原待遇，先上门核实再作决定。"),
    _r("A19", "是否两人入户调查", "57号 Art 16", "part duty", BOOK,
       "人数、签名、日期可以证明；是否真的到了家里，要看照片和邻里。",
       "换两名工作人员重新入户，拍照留存。"),
    _r("A20", "有没有倒签日期、照抄记录", "57号 Art 16", "part duty", BOOK,
       "登记的时刻和次序可以证明，内容是否属实不能。", "由另一人重新入户，原记录保留。"),
    _r("A21", "近亲属备案的家庭，县级是否入户", "57号 Art 11；Art 20", "provable duty", BOOK,
       "没有申报的亲属关系须另行比对。", "报县级民政部门入户，有关人员回避。"),
    _r("A22", "抽查比例和人选是否公正", "43号 Art 16；各地规定", "provable duty", "doudi audit draw",
       "抽签可由种子和名单重算；是否实际查了要看抽查记录。", "按抽签结果抽查，不得换人。"),
    _r("A23", "调查、审核、确认是否由不同的人办理", SEPARATION, "provable duty", BOOK,
       "一个人用几个账号、几个人用一个账号，须看登录记录。", "由另一人重新审核，查明账号使用情况。"),
    _r("A24", "有没有下班时间成批点过", SEPARATION, "part look", f"{CERTIFY}",
       "证书载有每一步的时刻；多快算不正常，没有规定，只供查看。", "请办理人说明，抽查其中几件。"),
    _r("A25", "先行救助是否及时补充说明", "民发〔2018〕23号 二（二）", "provable duty", BOOK,
       "补充的材料是否真实不在其中。", "立即补充说明，写明先行救助的情形。"),
    _r("A26", "是否按类别按期复核", "57号 Art 31", "provable duty", BOOK,
       "复核看得细不细不在其中。", "立即开始复核；复核期间照常发放。"),
    _r("A27", "一事一议谁到会、议定的事落实了没有", "联席会议规则", "provable duty",
       f"{CERTIFY} 案件编号/件次",
       "各单位实际做得如何，以其上报和回访为准。", "催办未落实的单位，报联席会议办公室。"),
    _r("A28", "实名举报有没有答复", "57号 Art 37", "provable right", BOOK,
       "没有登记的举报不在其中。", "当面或者书面答复举报人，登记答复日期。"),
    _r("A29", "有没有应救未救", "57号 Art 6；焦作市另见焦民〔2022〕154号七", "part right", "doudi cases",
       "有线索而没有结果的可以列出；没有线索的，历史中看不到。", "逐件回访，符合条件的帮助申请。"),
    _r("A30", "资金有没有闲置、挪用", "资金管理规定", "outside duty", "doudi funds",
       "本系统的账可以重算；国库和银行账户须由审计机关另行核对。", "配合审计机关提供账册。"),
    _r("A31", "记录有没有被事后改动", "审计取证", "provable right", "doudi archive verify",
       "持有签署密钥的人能另写一套，只有外部保存的摘要能揭穿。", "保存每日收到的摘要，不要修改。"),
    _r("A32", "公布的程序是否真的作出了这个决定", "审计取证", "provable right", f"{BOOK}、{CERTIFY}",
       "程序本身是否合法由法制审核认定。", "停止依据该案作进一步处理，报县级民政部门和审计机关。"),
    _r("A33", "例外和更正由谁办、有没有理由", SEPARATION, "provable duty", f"{BOOK}、{CERTIFY}",
       "纠正逐项列出提出人和复核人，免等、延期见证书；理由是否成立须另看。",
       "核对理由和证明，不成立的撤回。"),
    _r("A34", "钱有没有到家庭手里", "审计回访", "outside right", "",
       "只有家庭自己能证明；须另行随机回访。", "随机回访若干户，由非经办人员进行。"),
)  # fmt: skip


def by_zh(rule: Rule) -> str:
    """What answers a question, in words; empty where nothing here does."""
    return next((zh for command, zh in BY_ZH if rule.by.startswith(command)), "")


def rule_of(code: str) -> Rule:
    """Raises `KeyError` when there is no such question."""
    return {rule.code: rule for rule in RULES}[code]
