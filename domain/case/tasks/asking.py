"""Whom the county may not ask about yet, because he has signed nothing (YC-19)."""

from __future__ import annotations

from datetime import date

from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.case.ordering import signatures_missing
from domain.case.tasks.base import task
from domain.task import Task


def asking_tasks(file: CaseFile, today: date) -> list[Task]:
    """A signature to get from each member who may not be asked about yet."""
    return [
        task(
            file,
            f"sign_authorisation:{key}",
            f"成员{key}尚未授权查询，请由本人或者其监护人签署核对授权书",
            Role.INTAKE,
            file.check.started_on if file.check else None,
            None,
            "YC-19; 57号 Art 9",
            act="sign_authorisation",
        )
        for key in signatures_missing(file, today)
    ]
