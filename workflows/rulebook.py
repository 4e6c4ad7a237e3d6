"""核对规则: what the schedule `rulebook` starts each night."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    import workflows.rulebook_steps as rulebook_steps
    import workflows.timing as timing
    from domain.base import Frozen
    from workflows.base import SHANGHAI

LONGEST = timedelta(hours=20)
"""A round that is not over by then gives way to the next night's: operation, not law."""


def _night() -> workflow.ActivityConfig:
    return {
        **timing.deliver("逐案核对规则"),
        "start_to_close_timeout": LONGEST,
        "schedule_to_close_timeout": LONGEST,
    }


class RulebookStart(Frozen):
    """What the schedule hands over: nothing, a round is over all places."""


@workflow.defn
class RulebookWorkflow:
    """One night's round of the auditor's questions over every case (YC-29)."""

    @workflow.run
    async def run(self, start: RulebookStart) -> rulebook_steps.NightDone:
        on = workflow.now().astimezone(SHANGHAI).date()
        workflow.set_current_details(f"{on}夜间逐案核对规则，只重算有变化的案件。")
        return await workflow.execute_activity(
            rulebook_steps.ask_rulebook, rulebook_steps.NightOrder(on=on), **_night()
        )
