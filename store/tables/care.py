"""Care of a county: supported people as lists show them, institutions, visits of departments."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from store.types import sealed


class CarePersonRow(SQLModel, table=True):
    """One person supported as 特困 now (JZ-11 to JZ-15); the row goes when support ends.

    `missed`: levels between commas. How much of himself he can do stands sealed.
    """

    __tablename__ = "care_people"
    __table_args__ = (Index("ix_care_people_where", "place", "township", "manner"),)

    case_no: str = Field(primary_key=True, max_length=20)
    place: str
    township: str
    village: str = ""
    manner: str = ""
    institution: str = Field(default="", max_length=80)
    visit_days: int = 0
    next_visit: date | None = None
    last_visit: date | None = None
    visits: int = 0
    missed: str = ""
    agreed_since: date | None = None
    agreed_until: date | None = None
    offer: str = ""
    band: str = sealed("care_people.band")
    visitor: str = sealed("care_people.visitor")


class InstitutionRow(SQLModel, table=True):
    """供养服务机构 by its own code; `level`: care standard it is held to, `beds` how many it has."""

    __tablename__ = "care_institutions"

    place: str = Field(primary_key=True)
    code: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=80)
    level: str = Field(max_length=40)
    beds: int
    on: date
    by: str


class InspectionRow(SQLModel, table=True):
    """One inspection of an institution: `result` good, mend or bad; `due`: mended by when."""

    __tablename__ = "care_inspections"

    place: str = Field(primary_key=True)
    institution: str = Field(primary_key=True, max_length=40)
    seq: int = Field(primary_key=True)
    on: date
    by: str
    result: str
    due: date | None = None
    mended_on: date | None = None
    finding: str = sealed("care_inspections.finding")
    mending: str = sealed("care_inspections.mending")


class VisitPlanRow(SQLModel, table=True):
    """A department's plan of visits to households in difficulty (YC-04)."""

    __tablename__ = "visit_plans"

    place: str = Field(primary_key=True)
    unit: str = Field(primary_key=True, max_length=40)
    number: int = Field(primary_key=True)
    title: str = Field(max_length=80)
    since: date
    until: date
    on: date
    by: str


class VisitLineRow(SQLModel, table=True):
    """One household on a plan, and what came of it."""

    __tablename__ = "visit_lines"
    __table_args__ = (Index("ix_visit_lines_case", "case_no"),)

    place: str = Field(primary_key=True)
    unit: str = Field(primary_key=True, max_length=40)
    number: int = Field(primary_key=True)
    case_no: str = Field(primary_key=True, max_length=20)
    done_on: date | None = None
    finding: str = sealed("visit_lines.finding")
