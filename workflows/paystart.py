"""What begins each month: the run is started by its name, on the day its list is due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

with workflow.unsafe.imports_passed_through():
    import workflows.ids as ids
    import workflows.steps as steps
    import workflows.timing as timing
    from domain.base import Frozen
    from domain.calendar import months_after
    from domain.pay import engine
    from domain.pay.file import PAY_NEEDS
    from domain.pay.lists import PayOrder
    from workflows.base import SHANGHAI
    from workflows.payrun import DisbursementRunWorkflow


class MonthlyStart(Frozen):
    """Which runs a schedule opens. `month` None: the one that begins next, or begins today."""

    place: str
    group: str = "dibao"
    month: date | None = None


@workflow.defn
class StartMonthlyRuns:
    """What a schedule starts: it waits for the day the list is due and starts the run by its name."""

    @workflow.run
    async def run(self, start: MonthlyStart) -> str:
        today = workflow.now().astimezone(SHANGHAI).date()
        month = start.month or (today if today.day == 1 else months_after(today.replace(day=1), 1))
        rules = await workflow.execute_local_activity(
            steps.take_policy,
            steps.PolicyOrder(place=start.place, on=month, names=PAY_NEEDS),
            **timing.RECORD,
        )
        # A place that has not decided its days gets its run on the 1st, which then says so.
        begins = engine.run_starts_on(rules, month) if rules.has("pay.data_day") else month
        morning = datetime.combine(begins, time(), SHANGHAI)
        await workflow.sleep(max(morning - workflow.now(), timedelta(0)))
        order = PayOrder(
            place=start.place, group=start.group, month=month, starts_on=max(begins, today)
        )
        name = ids.pay_id(order.place, order.group, order.month_code)
        try:
            await workflow.start_child_workflow(
                DisbursementRunWorkflow.run,
                order,
                id=name,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                static_summary=f"{order.month_code}发放 · {order.place}",
            )
        except WorkflowAlreadyStartedError:
            workflow.logger.info("the run of the month has begun already")
        return name
