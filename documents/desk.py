"""Papers of the office: circulars (通报), briefings (汇报), the half-yearly report (工作报告)."""

from __future__ import annotations

from datetime import date

from documents.paper import Rendered, finished
from domain.desk.file import AffairFile
from domain.desk.lifecycle import AFFAIR_KIND_ZH
from domain.desk.writing import writer
from domain.journal import doer, named
from domain.places import PlaceInfo
from domain.reporting.acts import Section
from domain.reporting.engine import HEADINGS
from domain.reporting.file import ReportFile

REPORT_ZH = "社会救助工作报告"


def render_affair_paper(
    file: AffairFile, *, number: str, issued_on: date, place: PlaceInfo
) -> Rendered:
    """The newest draft as it was signed. ValueError while there is none."""
    if not file.drafts:
        raise ValueError("the affair has no draft")
    draft = file.drafts[-1]
    return finished(
        "desk_paper.html",
        AFFAIR_KIND_ZH[file.kind],
        number=number,
        issued_on=issued_on,
        organ=f"{file.body.body_zh}办公室",
        subject=file.order.title,
        to=file.order.addressee or "各成员单位",
        paragraphs=_paragraphs(draft.text),
        signing=(
            ("拟稿", named(draft.by, writer(file))),
            ("签发", named(file.signed_by, doer(file.journal, "sign_draft"))),
        ),
        demo_of=(),
    )


def render_summary(file: ReportFile, *, number: str, issued_on: date, place: PlaceInfo) -> Rendered:
    """The office's report to the government: its own text, then the units under each heading, then
    who was late and who is missing. ValueError before it is drafted."""
    if not file.drafts or file.period is None or file.members is None:
        raise ValueError("the report has no draft")
    headings = {str(k): str(v) for k, v in file.law.table(HEADINGS).items()}
    filed = [r for r in file.reports if r.filed_on is not None]
    return finished(
        "desk_report.html",
        REPORT_ZH,
        number=number,
        issued_on=issued_on,
        organ=f"{file.members.body_zh}办公室",
        government=f"{place.short}人民政府",
        period=file.period.zh,
        paragraphs=_paragraphs(file.drafts[-1].text),
        headings=tuple(
            (zh, tuple((r.unit, _text(r.sections, code)) for r in filed))
            for code, zh in headings.items()
        ),
        late=tuple((r.unit, r.late_days) for r in filed if r.late_days),
        missing=file.missing,
        signing=(
            ("拟稿", named(file.drafts[-1].by, doer(file.journal, "draft_summary"))),
            ("签发", named(file.signed_by, doer(file.journal, "sign_summary"))),
        ),
        demo_of=tuple(file.law.values[name].zh for name in file.law.demo),
    )


def _text(sections: tuple[Section, ...], code: str) -> str:
    return next((s.text for s in sections if s.heading == code), "")


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
