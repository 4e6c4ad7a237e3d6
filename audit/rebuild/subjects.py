"""Which procedures to look at: every one the server or the archive knows, or those named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from temporalio.client import Client

from audit.archive.source import ArchiveSource
from audit.joint.certificate import ITEM_NO
from audit.joint.proceedings import place_in
from audit.many.population import CaseRef, Wanted, in_the_archive, on_the_server
from audit.rebuild.healing import Subject, subject_of
from store.rebuild import Kind
from workflows import ids


def named(names: Sequence[str]) -> tuple[list[str], list[Subject]]:
    """Case numbers, and other procedures by workflow id or, of an item, as `<case>/<n>`."""
    cases, others = [], []
    for name in names:
        if "/" not in name:
            cases.append(name)
            continue
        whole = f"{ids.ITEM}/{name}" if ITEM_NO.fullmatch(name) else name
        kind = whole.split("/")[0]
        others.append(Subject(kind=kind, name=whole, place=_place(whole)))
    return cases, others


async def everywhere(
    client: Client, kept: ArchiveSource, kinds: Iterable[Kind], wanted: Wanted
) -> tuple[Subject, ...]:
    """What the server lists, and what it has forgotten and the archive keeps."""
    refs = {ref.case_no: ref for ref in await on_the_server(client, wanted)}
    for ref in in_the_archive(kept, wanted):
        if ref.place and not (ref.case_no in refs and refs[ref.case_no].place):
            refs[ref.case_no] = ref
    found = [subject_of(refs[number]) for number in sorted(refs)]
    for kind in _others(kinds):
        query = f"WorkflowType = '{kind.workflow}'"
        listed = {one.id async for one in client.list_workflows(query)}
        found += _of(kind, {*listed, *kept.workflow_ids()}, wanted.place)
    return tuple(found)


def archived(kept: ArchiveSource, kinds: Iterable[Kind], wanted: Wanted) -> tuple[Subject, ...]:
    """The same of the archive alone."""
    found = [subject_of(ref) for ref in in_the_archive(kept, wanted)]
    for kind in _others(kinds):
        found += _of(kind, kept.workflow_ids(), wanted.place)
    return tuple(found)


def cases_named(refs: Iterable[CaseRef]) -> list[Subject]:
    return [subject_of(ref) for ref in refs]


def _others(kinds: Iterable[Kind]) -> list[Kind]:
    return [kind for kind in kinds if kind.kind != ids.CASE]


def _of(kind: Kind, names: Iterable[str], place: str) -> list[Subject]:
    """Of a place: items and their measures are named by case, so they are looked at wherever."""
    mine = sorted({name for name in names if name.split("/")[0] == kind.kind})
    made = [Subject(kind=kind.kind, name=name, place=_place(name)) for name in mine]
    return [one for one in made if not place or not one.place or one.place == place]


def _place(name: str) -> str:
    kind, *parts = name.split("/")
    if kind == ids.MEETING:
        return parts[0]
    return place_in(name)
