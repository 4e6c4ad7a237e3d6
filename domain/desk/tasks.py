"""Who must do what about an affair, by when; the words of every screen."""

from __future__ import annotations

from datetime import date, timedelta

from domain.case.lifecycle import ROLE_ZH, Role
from domain.desk.file import AffairFile
from domain.desk.lifecycle import AFFAIR_KIND_ZH, AFFAIR_STAGE_ZH, AffairKind, AffairStage
from domain.task import Task

_DAY = timedelta(days=1)
_OPINION = "give_consulted_opinion"


def open_affair_tasks(file: AffairFile, today: date) -> tuple[Task, ...]:
    """Every task open now, the most urgent first."""
    if file.policy is None or file.over:
        return ()
    return tuple(sorted(_tasks(file, today), key=lambda t: (t.due or date.max, t.code)))


def _tasks(file: AffairFile, today: date) -> list[Task]:
    office, title = Role.MEETING_OFFICE, file.order.title
    match file.stage:
        case AffairStage.DRAFTING:
            act = "submit_draft" if file.drafts else "save_draft"
            return [_task(file, act, f"请完成文稿并送签：{title}", office, "TR-17")]
        case AffairStage.CHECKING:
            return [_task(file, "sign_draft", f"请签发文稿：{title}", Role.CONVENER, "TR-17")]
        case AffairStage.ANSWERING:
            zh = f"请登记对决策建议的答复：{title}"
            return [_task(file, "answer_suggestion", zh, Role.GOVERNMENT_OFFICE, "HB-02")]
        case AffairStage.DONE if file.important and not file.circular:
            zh = f"重要事项，请通报全体成员单位并登记文号：{title}"
            return [_task(file, "record_affair_circular", zh, office, "TR-55")]
        case AffairStage.DONE:
            return [_task(file, "close_affair", f"已有结果，请办结：{title}", office, "TR-18")]
        case AffairStage.OPEN:
            return _open(file, today)
    return []


def _open(file: AffairFile, today: date) -> list[Task]:
    office, title = Role.MEETING_OFFICE, file.order.title
    match file.kind:
        case AffairKind.SUGGESTION:
            zh = f"请向{file.order.addressee}报送决策建议：{title}"
            return [_task(file, "submit_suggestion", zh, office, "HB-02", due=file.due)]
        case AffairKind.TOPIC:
            return [_task(file, "accept_topic", f"请研究是否列入议程：{title}", office, "HB-35")]
        case AffairKind.CONSULTATION:
            found = [_opinion(file, unit) for unit in file.silent]
            if not file.silent or (file.due and today > file.due):
                zh = f"会商意见已齐或者期满，请形成结论：{title}"
                found.append(_task(file, "conclude_consultation", zh, office, "TR-51"))
            return found
        case AffairKind.URGENT if file.acknowledged_on is None:
            return [
                _task(file, "acknowledge_report", f"成员单位报送重要情况，请阅知：{title}", office,
                      "TR-53", due=file.order.opened_on)
            ]  # fmt: skip
        case AffairKind.PROBLEM | AffairKind.URGENT if file.due is None:
            return [_task(file, "assign_affair", f"请确定承办单位和期限：{title}", office, "TR-10")]
    role = Role.UNIT_LIAISON if file.owner else office
    return [
        _task(file, "complete_affair", f"请办理并报告结果：{title}", role, "TR-58", due=file.due)
    ]


def _opinion(file: AffairFile, unit: str) -> Task:
    return _task(
        file,
        _OPINION,
        f"请{unit}提出会商意见：{file.order.title}",
        Role.UNIT_LIAISON,
        "TR-51",
        due=file.due,
        code=f"{_OPINION}:{unit}",
    )


def affair_task_units(file: AffairFile) -> dict[str, str]:
    """The unit (Chinese name) each liaison's task is for, by the code of the task."""
    asked = {f"{_OPINION}:{unit}": unit for unit in file.order.units}
    return {**asked, **({"complete_affair": file.owner} if file.owner else {})}


def _task(
    file: AffairFile,
    act: str,
    zh: str,
    role: Role,
    clause: str,
    *,
    due: date | None = None,
    code: str = "",
) -> Task:
    return Task(
        code=code or act, zh=zh, act=act, role=role, since=file.stage_since, due=due, clause=clause
    )


def affair_waiting_zh(file: AffairFile, today: date) -> str:
    """One paragraph in Chinese for every screen; it names no title, which may be confidential."""
    head = f"{AFFAIR_KIND_ZH[file.kind]}{file.order.number}：{AFFAIR_STAGE_ZH[file.stage]}。"
    lines = [head]
    units = affair_task_units(file)
    for task in open_affair_tasks(file, today):
        who = units.get(task.code) or ROLE_ZH[task.role]
        due = f"，期限{task.due}" if task.due else ""
        late = "，已超期" if task.due and today > task.due else ""
        lines.append(f"等待{who}，自{task.since}起{due}{late}。")
    remind = file.remind_on
    if file.stage is AffairStage.OPEN and file.due is not None and not file.late:
        if remind is not None and today < remind:
            lines.append(f"{remind}自动提醒。")
        lines.append(f"{file.due + _DAY}起自动标为超期。")
    if file.unsent:
        lines.append("正在送达各单位。")
    return "\n".join(lines)


def next_affair_mark(file: AffairFile, today: date) -> date | None:
    """The next day on which something is noted by itself."""
    if file.over or file.stage is not AffairStage.OPEN or file.due is None:
        return None
    days = [file.due + _DAY]
    if file.remind_on is not None and file.reminded_on is None:
        days.append(file.remind_on)
    return min((day for day in days if day > today), default=None)
