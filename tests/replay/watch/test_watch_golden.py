"""Every path of the proceedings of supervision, recorded once, is recomputed; a draw is drawn again."""

from __future__ import annotations

from typing import Any

import pytest

from api.work.watch.kinds import WATCHES
from audit.draw import DrawProof, lines_of, prove_draw
from audit.recompute.findings import Finding
from audit.recompute.history import Run
from audit.replay import audit_runs
from audit.sources import CaseUnknown
from tests.replay import golden
from tests.replay.watch.record import HISTORIES
from tests.replay.watch.stories import STORIES

SPOT = "spot_checks_of_a_quarter"


class Kept:
    """A source that has one golden story."""

    partial = False
    converter = golden.CONVERTER

    def __init__(self, runs: tuple[Run, ...]) -> None:
        self.runs = runs

    async def chain(self, workflow_id: str) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if run.workflow_id == workflow_id)

    def faults(self) -> tuple[Finding, ...]:
        return ()


async def test_histories_of_supervision_are_recomputed_and_show_every_act() -> None:
    runs = [run for name in STORIES for run in (await golden.load(name, HISTORIES)).runs]
    acts: set[str] = set()
    for report in await audit_runs(runs, golden.CONVERTER):
        assert report.passed, "\n".join(f.line for f in report.findings[:5])
        assert report.comparison.counts
        for event in report.opened.events:
            asked = event.workflow_execution_update_accepted_event_attributes
            acts.add(asked.accepted_request.input.name)
    known = {act for watch in WATCHES.values() for act in watch.procedure.acts}
    assert known <= acts


def test_every_story_has_its_history_and_every_history_its_story() -> None:
    assert set(golden.names(HISTORIES)) == set(STORIES)


async def _proof(recorded: Any = None) -> tuple[DrawProof, list[tuple[str, str]]]:
    kept = await golden.load(SPOT, HISTORIES)
    source = Kept(kept.runs)
    proof = await prove_draw(source, kept.place, kept.case_no, recorded or [])
    return proof, [(d.stratum.value, case) for d in proof.draws for case in d.cases]


@pytest.mark.rule("JZ-24", "JZ-25", "AUD-22")
async def test_a_draw_is_drawn_again_from_its_history_and_equals_what_was_recorded() -> None:
    _, stands = await _proof()
    proof, _ = await _proof(stands)
    assert proof.equal and proof.in_order and proof.size == 12
    assert lines_of(proof)[-1].startswith("一致")


async def test_a_case_put_in_the_place_of_a_drawn_one_is_seen() -> None:
    _, stands = await _proof()
    stratum, _ = stands[0]
    proof, _ = await _proof([(stratum, "JZ2026999999"), *stands[1:]])
    assert not proof.equal and len(proof.differences) == 2
    assert lines_of(proof)[-1] == "不一致。"


async def test_a_round_that_is_not_there_is_said() -> None:
    with pytest.raises(CaseUnknown):
        await prove_draw(Kept(()), "jiaozuo", "2020-H1", [])
