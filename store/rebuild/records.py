"""Tables that are no projection: what stands in them stands nowhere else, and what guards each."""

from __future__ import annotations

from typing import Final

from domain.base import Frozen


class Guarded(Frozen):
    """Tables held by the same thing. `zh`: what they are; `by`: what a change by SQL meets."""

    zh: str
    by: str
    tables: tuple[str, ...]


RECORDS: Final = (
    Guarded(
        zh="操作日志",
        by="数据库拒绝改动和删除；逐行并入日志链，用 doudi audit trail 核验",
        tables=("audit_log",),
    ),
    Guarded(
        zh="台账、议事机构变更、资金公开表",
        by="数据库拒绝改动和删除；台账每笔借贷相等，按月用 doudi pay prove 与历史核对",
        tables=("ledger", "body_changes", "fund_sheets"),
    ),
    Guarded(
        zh="应发记录、名单、银行文件",
        by="按月用 doudi pay prove 与每户历史、名单摘要、银行文件和台账逐行核对",
        tables=(
            "obligations", "pay_owed", "pay_lists", "pay_changes", "pay_warnings", "pay_freezing",
            "batches", "batch_lines", "bank_returns",
        ),
    ),
    Guarded(
        zh="资金账户、价格补贴和提高标准的逐户明细",
        by="余额由台账逐笔得出；户数、金额和摘要记在资金事项的历史里",
        tables=("fund_accounts", "price_lines", "rise_lines"),
    ),
    Guarded(
        zh="印发的文书、公示、送达和证据",
        by="原文摘要记在案件、会议或者事项的历史里，出具证书时写明；案件的文书是否缺失、改动、调换，"
        "送达和撤下日期，由 doudi rebuild 按历史核对",
        tables=(
            "notices", "publicity", "deliveries", "evidence", "desk_papers", "meeting_minutes",
            "meeting_mail", "roll_sheets",
        ),
    ),
    Guarded(
        zh="诚信记录",
        by="阶段、依据和起止日期由诚信事项的历史核对；登记的人员只在这里，登记时在操作日志中有一行",
        tables=("credit_record",),
    ),
    Guarded(
        zh="信访人和信访内容",
        by="加密保存，与表和列绑定；只在这里，历史中没有；每次查看在操作日志中有一行",
        tables=("complaint_words",),
    ),
    Guarded(
        zh="编号和收件",
        by="编号唯一，只增不减；同一收件编号只得一个办理编号，办理编号是流程的名称，历史中有",
        tables=(
            "case_numbers", "notice_counters", "meeting_numbers", "item_numbers", "lead_numbers",
            "intakes", "meeting_intakes", "item_intakes", "lead_intakes",
        ),
    ),
    Guarded(
        zh="导入的台账和名单",
        by="原文件摘要；逐行结果，受理的各有案件或者线索，其历史中有",
        tables=("imports", "import_lines", "lead_imports", "lead_import_lines"),
    ),
    Guarded(
        zh="比对名单的逐行结果",
        by="每份名单的摘要和各类行数记在比对的历史里；告知案件的记在案件历史里",
        tables=("compare_hits", "compare_doubts", "compare_faults", "compare_progress"),
    ),
    Guarded(
        zh="工作人员登记的名册和计划",
        by="只在这里；每次登记在操作日志中有一行，写明何人、何时",
        tables=(
            "care_institutions", "care_inspections", "visit_plans", "visit_lines", "villages",
            "grids", "village_rounds", "providers", "provider_incentives", "service_contracts",
            "service_orders", "department_links", "relatives_register", "relative_marks",
            "insurer_payouts", "suspicions", "stand_ins", "sheet_comments", "key_task_statements",
        ),
    ),
    Guarded(
        zh="账号",
        by="只在这里；岗位、地区、状态由 doudi account check 按操作日志核对；口令只存摘要",
        tables=("users", "account_holders", "sessions_revoked"),
    ),
    Guarded(
        zh="由其他表或者历史定时重新得出的",
        by="每夜规则核对、每日巡查、每次通报时重新得出，改动到下一次为止",
        tables=(
            "rulebook_cases", "rulebook_breaches", "rulebook_nights", "risk_entries",
            "register_traces", "status_notices", "province_records", "struggles",
        ),
    ),
    Guarded(
        zh="程序运行用的",
        by="不证明任何事：防止同一操作做两次，演示用的日期",
        tables=("idempotency", "rehearsal_clock"),
    ),
)  # fmt: skip
"""Every table of the database is here or told by a procedure; a test holds it."""
