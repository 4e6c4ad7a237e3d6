"""What a meeting leaves to be followed besides households: tasks and suggestions (TR-19, HB-02)."""

from __future__ import annotations

from domain.assembly.file import MeetingFile
from domain.assembly.lifecycle import MeetingStage
from domain.assembly.points import Point, PointOutcome
from domain.desk.file import AffairOrder
from domain.desk.lifecycle import AffairKind

GOVERNMENT_ZH = "本级人民政府"


def affairs_of(file: MeetingFile) -> tuple[AffairOrder, ...]:
    """One affair for each policy point with an owner, a day, or somebody to answer.

    What a township's meeting suggests is a topic before the county's office (HB-26). The number is
    made of the meeting's and the point's, so that it exists once.
    """
    if file.stage is not MeetingStage.ENDED:
        return ()
    found = (_affair(file, point) for point in file.points if not point.item)
    return tuple(order for order in found if order is not None)


def _affair(file: MeetingFile, point: Point) -> AffairOrder | None:
    settled = point.settled
    if settled is None:
        return None
    match settled.outcome:
        case PointOutcome.APPROVED if settled.owner or settled.due:
            kind, addressee = AffairKind.TASK, ""
        case PointOutcome.SUGGESTION:
            kind, addressee = AffairKind.SUGGESTION, settled.addressee
        case PointOutcome.GOVERNMENT:
            kind, addressee = AffairKind.SUGGESTION, GOVERNMENT_ZH
        case _:
            return None
    order = file.order
    if order.township:
        if settled.outcome is not PointOutcome.SUGGESTION:
            return None  # its own minutes bind its own people
        kind, addressee = AffairKind.TOPIC, ""
    return AffairOrder(
        place=order.place,
        number=f"{order.number}-{point.key}",
        kind=kind,
        title=point.title,
        text=settled.text,
        opened_on=max(settled.on, file.stage_since),
        owner=settled.owner,
        due=settled.due,
        units=tuple(u for u in point.units if u in file.body.names),
        addressee=addressee,
        meeting=order.number,
        township=order.township,
    )
