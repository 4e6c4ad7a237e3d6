"""A case is sent to the paper's writer without what no paper states; the paper stays the same."""

from __future__ import annotations

import pytest

from documents.notices import render
from domain.case.file import CaseFile
from domain.case.packing import for_paper
from domain.programme import Programme
from runtime.packs import place_info
from tests.documents.samples import ISSUED, OWED, PLACE, a_case


def paper(file: CaseFile, kind: str) -> str:
    return render(
        kind,
        file=file,
        notice=OWED[kind],
        number="测1号",
        issued_on=ISSUED,
        place=place_info(PLACE),
    ).html


@pytest.mark.parametrize("programme", [Programme.DIBAO, Programme.TEKUN, Programme.RIGID])
@pytest.mark.parametrize("kind", sorted(OWED))
def test_every_paper_reads_the_same_from_what_travels(kind: str, programme: Programme) -> None:
    file = a_case().having(programme=programme)
    assert paper(for_paper(file), kind) == paper(file, kind)


def test_what_travels_is_less_than_half_of_the_rules() -> None:
    file = a_case()
    whole, sent = (len(f.policy.model_dump_json()) for f in (file, for_paper(file)) if f.policy)
    assert sent * 2 < whole
