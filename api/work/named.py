"""What an act names must be there: photos and scans only the tables know of, not the case itself."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from api.frame.door import Door
from api.frame.problems import FieldFault, bad_input
from store.evidence import keeping


async def must_have_evidence(door: Door, case_no: str, body: BaseModel) -> None:
    """422 when an act names a photo or scan that this case has not got."""
    named = tuple(_named(body))
    if not named:
        return
    strange = set(await door.read(keeping.unknown, case_no, [d for _, d in named]))
    faults = tuple(
        FieldFault(field=path, message="本案没有这份照片、扫描件，请先上传再选择。")
        for path, digest in named
        if digest in strange
    )
    if faults:
        raise bad_input(faults)


def _named(body: BaseModel) -> Iterator[tuple[str, str]]:
    found = getattr(body, "evidence", ())
    if isinstance(found, str):
        yield from [("evidence", found)] if found else ()
        return
    for n, digest in enumerate(found):
        yield f"evidence.{n}", digest
