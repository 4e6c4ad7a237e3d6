"""Who must do what about a meeting, by when; the words of every screen; the yearly reminder."""

from __future__ import annotations

from datetime import date, timedelta

from domain.assembly.file import MAIL_ZH, MeetingFile
from domain.assembly.lifecycle import MEETING_STAGE_ZH, MeetingStage
from domain.assembly.township import holder_of
from domain.base import Frozen
from domain.case.lifecycle import ROLE_ZH, Role
from domain.policy import Snapshot
from domain.task import Task

_DAY = timedelta(days=1)
CONFIRM = "confirm_notice"

_STEP = {
    MeetingStage.CALLING: (
        "call_meeting",
        "请确定时间地点，发出会议通知",
        Role.MEETING_OFFICE,
        "TR-50",
    ),
    MeetingStage.MINUTES: ("draft_minutes", "请整理并提交会议纪要", Role.MEETING_OFFICE, "HB-33"),
    MeetingStage.CHECKING: ("check_minutes", "请核对会议纪要", Role.CONVENER, "HB-33"),
    MeetingStage.SIGNING: ("sign_minutes", "请签发会议纪要", Role.GENERAL_CONVENER, "HB-33"),
}
"""Stage → act, words, role, clause of the one next step."""


def open_meeting_tasks(file: MeetingFile) -> tuple[Task, ...]:
    """Every task open now, the most urgent first. The day of the meeting alone binds."""
    if file.policy is None or file.over:
        return ()
    found = [*_next_step(file), *_confirmations(file)]
    return tuple(sorted(found, key=lambda t: (t.due or date.max, t.code)))


def _next_step(file: MeetingFile) -> list[Task]:
    office = Role.MEETING_OFFICE
    match file.stage:
        case MeetingStage.PREPARING if not file.points:
            return [_task(file, "add_points", "请列入会议议题", office, "TR-15")]
        case MeetingStage.PREPARING:
            return [_task(file, "submit_agenda", "议程拟定后请报审", office, "TR-21")]
        case MeetingStage.AGENDA:
            name = "escalation.agenda_approval"
            by_office = file.law.has(name) and file.law.flag(name)
            role = Role.GOVERNMENT_OFFICE if by_office else Role.CONVENER
            return [_task(file, "approve_meeting", "请审定会议议程", role, "TR-21")]
        case MeetingStage.CALLED | MeetingStage.ADJOURNED:
            due = file.call.meets_on if file.call else None
            zh = "请按期开会，登记到会单位"
            return [_task(file, "open_sitting", zh, office, "TR-50", due=due)]
        case MeetingStage.SITTING if file.open_points:
            zh = f"尚有{len(file.open_points)}项议题，请逐项议定"
            return [_task(file, "decide_point", zh, Role.CONVENER, "TR-13; HB-33")]
        case MeetingStage.SITTING:
            return [
                _task(file, "close_sitting", "议题已经议完，请宣布散会", Role.CONVENER, "TR-50")
            ]
    if file.stage not in _STEP:
        return []
    act, zh, role, clause = _STEP[file.stage]
    return [_task(file, act, zh, role, clause)]


def _confirmations(file: MeetingFile) -> list[Task]:
    if file.stage not in (MeetingStage.CALLED, MeetingStage.ADJOURNED) or file.call is None:
        return []
    return [
        _task(
            file,
            CONFIRM,
            f"请{unit}确认{file.call.meets_on}的会议通知",
            Role.UNIT_LIAISON,
            "TR-56",
            due=file.call.meets_on,
            code=f"{CONFIRM}:{file.call.number}:{unit}",
        )
        for unit in file.unanswered
    ]


def meeting_task_units(file: MeetingFile) -> dict[str, str]:
    """The unit (Chinese name) each confirmation is asked of, by the code of the task."""
    if file.call is None:
        return {}
    return {f"{CONFIRM}:{file.call.number}:{unit}": unit for unit in file.called}


def _task(
    file: MeetingFile,
    act: str,
    zh: str,
    role: Role,
    clause: str = "",
    *,
    due: date | None = None,
    code: str = "",
) -> Task:
    return Task(
        code=code or act,
        zh=zh,
        act=act,
        role=holder_of(file.order.township, role),
        since=file.stage_since,
        due=due,
        clause=clause,
    )


def meeting_waiting_zh(file: MeetingFile, today: date) -> str:
    """One paragraph in Chinese for every screen: stage, waiting for whom, since when.

    Units that have not confirmed stand in one line: there may be thirty of them.
    """
    lines = [f"{file.order.number}号会议：{MEETING_STAGE_ZH[file.stage]}。"]
    for task in open_meeting_tasks(file):
        if task.act == CONFIRM:
            continue
        due = f"，期限{task.due}" if task.due else ""
        late = "，已超期" if task.due and today > task.due else ""
        lines.append(f"等待{ROLE_ZH[task.role]}：{task.zh}，自{task.since}起{due}{late}。")
    silent = file.unanswered
    if silent and file.stage in (MeetingStage.CALLED, MeetingStage.ADJOURNED):
        lines.append(f"尚未确认通知的单位{len(silent)}个：{'、'.join(silent)}。")
    if file.unsent:
        lines.append("正在送达各单位。")
    return "\n".join(lines)


def meeting_next_zh(file: MeetingFile, today: date) -> str:
    """What happens by itself next, and when; empty when nothing does."""
    if file.unsent:
        return f"系统正在自动送达{MAIL_ZH[file.unsent[0].kind]}。"
    mark = next_meeting_mark(file, today)
    if mark is None:
        return ""
    return f"系统将于{mark}自动：到期仍未办理的事项记为超期。"


def next_meeting_mark(file: MeetingFile, today: date) -> date | None:
    """The next day on which a task passes its due day."""
    tasks = open_meeting_tasks(file)
    return min((t.due + _DAY for t in tasks if t.due and t.due >= today), default=None)


YEAR_NEEDS = ("meeting.min_per_year", "meeting.usual_max_per_year", "meeting.remind_months")


class YearOfMeetings(Frozen):
    """How a place stands with its ordinary meetings of a year. `zh`: the sentence for the office.

    `warn`: the year nears its end with fewer meetings than the place asks for (HB-31, TR-50).
    """

    year: int
    held: int
    extra: int
    least: int | None = None
    usual: int | None = None
    warn: bool = False
    zh: str


def year_of_meetings(held: int, extra: int, today: date, law: Snapshot) -> YearOfMeetings:
    """The 1–2 a year of the place against what was held. Extra meetings are not counted (HB-32)."""
    least = law.count("meeting.min_per_year") if law.has("meeting.min_per_year") else None
    usual = (
        law.count("meeting.usual_max_per_year") if law.has("meeting.usual_max_per_year") else None
    )
    parts = [f"{today.year}年已召开例行会议{held}次、临时会议{extra}次。"]
    warn = False
    if least is None:
        parts.append("本地文件没有规定每年召开次数。")
    elif held < least:
        parts.append(f"按规定每年至少召开{least}次，还差{least - held}次，请在年内召开。")
        warn = _near_the_end(today, law)
    if usual is not None and held > usual:
        parts.append(f"例行会议通常每年不超过{usual}次，现已{held}次，请说明原因。")
    return YearOfMeetings(
        year=today.year,
        held=held,
        extra=extra,
        least=least,
        usual=usual,
        warn=warn,
        zh="".join(parts),
    )


def _near_the_end(today: date, law: Snapshot) -> bool:
    """From when to warn is the office's own setting; without one it is warned all year."""
    name = "meeting.remind_months"
    if not law.has(name):
        return True
    return today.month > date.max.month - law.months(name)
