"""Papers of the proceedings of supervision: the answer to a complaint, the report of spot checks."""

from __future__ import annotations

from datetime import date

from documents.paper import Figure, Rendered, finished
from domain.complaint.file import ComplaintFile
from domain.complaint.lifecycle import CHANNEL_ZH, FINDING_ZH, MATTER_ZH
from domain.places import PlaceInfo
from domain.sampling.drawing import STRATUM_ZH
from domain.sampling.file import SpotFile
from domain.sampling.lifecycle import FAULT_ZH

ANSWER_ZH = "信访事项处理意见书"
SPOT_ZH = "社会救助抽查情况报告"
HOTLINE, REVIEW_DAYS = "notice.hotline", "complaint.review_days"


def render_answer(
    file: ComplaintFile, *, number: str, issued_on: date, place: PlaceInfo
) -> Rendered:
    """The answer in writing. It is made out to the number of the complaint: the person's name is
    written in by whoever hands it over. ValueError before there is an answer."""
    if file.answer is None:
        raise ValueError("the complaint has no answer")
    told = file.explained
    return finished(
        "complaint_answer.html",
        ANSWER_ZH,
        number=number,
        issued_on=issued_on,
        organ=file.unit_zh if file.in_township else place.bureau,
        received=file.opened_on,
        complaint=file.number,
        channel=CHANNEL_ZH[file.order.channel],
        matter=MATTER_ZH[file.order.matter],
        finding=FINDING_ZH[file.answer.finding],
        text=file.answer.text,
        explained=told.text if told else "",
        hotline=_figure(file, HOTLINE),
        review_days=_figure(file, REVIEW_DAYS),
        demo_of=tuple(file.law.values[name].zh for name in file.law.demo),
    )


def _figure(file: ComplaintFile, name: str) -> Figure:
    """The value as printed; what nobody set says so."""
    if not file.law.has(name):
        return Figure()
    return Figure(text=str(file.law.get(name).value), demo=name in file.law.demo)


def render_spot_report(
    file: SpotFile, *, number: str, issued_on: date, place: PlaceInfo
) -> Rendered:
    """The report of a period: shares by township and stratum, what was wrong, and how anybody
    repeats the draw. It names cases by number only. ValueError before the draw."""
    if file.period is None or not file.population_digest:
        raise ValueError("the round was not drawn")
    names = {t.code: t.zh for t in place.townships}
    return finished(
        "spot_report.html",
        SPOT_ZH,
        number=number,
        issued_on=issued_on,
        organ=place.bureau,
        period=file.period.zh,
        size=file.size,
        shares=tuple(
            (
                names.get(s.township, s.township),
                STRATUM_ZH[s.stratum],
                s.size,
                s.percent,
                s.required,
                s.done,
            )
            for s in file.shares
        ),
        unset=tuple(STRATUM_ZH[s] for s in file.unset),
        wrong=tuple(
            (
                c.case_no,
                names.get(c.township, c.township),
                FAULT_ZH[c.fault] if c.fault else "",
                c.back,
                c.answer,
            )
            for c in file.checks
            if not c.right
        ),
        conclusion=tuple(line for line in file.conclusion.splitlines() if line.strip()),
        seed=file.seed,
        population_digest=file.population_digest,
        demo_of=tuple(file.law.values[name].zh for name in file.law.demo),
    )
