"""一个县一个月的发放: the list, three people's steps, the bank, and every returned line to its end.

The lines stand in the tables; the run holds sums and exceptions. A county of 100,000 goes to the
bank in parts, each a file of its own that is sent, answered and booked by itself.
"""

from __future__ import annotations

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    import workflows.pay_steps as pay_steps
    import workflows.timing as timing
    from domain.calendar import months_after
    from domain.case.acts import Act
    from domain.pay import engine, progress
    from domain.pay.acts import PAY_STAGE_ZH, PayStage
    from domain.pay.file import (
        NONSENSE,
        PAY_ASKS,
        Batch,
        LineFacts,
        PayFile,
        PayTotals,
        Release,
    )
    from domain.pay.lists import PayOrder
    from domain.pay.tasks import (
        next_pay_mark,
        open_pay_tasks,
        pay_clockwork,
        pay_waiting_zh,
    )
    from domain.task import first_due
    from workflows.mending import CanBeSetBack


@workflow.defn
class DisbursementRunWorkflow(CanBeSetBack[PayFile]):
    """One county's payment of one month: submit, release, credit, each by another (JZ-27)."""

    @workflow.init
    def __init__(self, order: PayOrder) -> None:
        super().__init__()
        self._file = engine.opened(order)
        self._facts: dict[str, LineFacts] = {}
        self._stages = {
            PayStage.LIST: self._freeze_list,
            PayStage.SUBMISSION: self._await_submission,
            PayStage.RELEASE: self._await_release,
            PayStage.CREDITING: self._credit,
            PayStage.RETURNS: self._follow_returns,
            PayStage.CLOSED: self._close,
        }

    @workflow.run
    async def run(self, order: PayOrder) -> PayTotals:
        self._wake()
        while self._file.closed is None:
            await self._stages[self._file.stage]()
        await self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._file.closed

    @workflow.query
    def file(self) -> PayFile:
        return self._file

    @workflow.query
    def waiting(self) -> str:
        """Why is this month not moving? In one Chinese paragraph, without personal data."""
        return pay_waiting_zh(self._file, self._today())

    # --- the stages, in the order of the month ---------------------------------------------------

    async def _freeze_list(self) -> None:
        """名单锁定: nothing begins before the place has decided its days and its sources."""
        if self._file.rules is None or self._file.stale_policy:
            await self._read_rules()
        if not self._file.ready:
            await self._attend()
            return
        order, law = self._file.order, self._file.law
        names = await self._woken(
            workflow.execute_activity(
                pay_steps.freeze_list,
                pay_steps.FreezeOrder(
                    order=order,
                    sources=tuple(
                        (level, int(str(share)))
                        for level, share in law.table("pay.sources").items()
                    ),
                    holder_rule=law.text("pay.account_holder"),
                    on=self._today(),
                    cause=self._cause(),
                ),
                **timing.whole_list(timing.deliver(f"锁定{order.month_code}发放名单")),
            )
        )
        self._file = progress.list_frozen(self._file, names, self._now())

    async def _await_submission(self) -> None:
        """民政报送 (JZ-28)."""
        await self._book_acts()
        if self._file.stage is PayStage.SUBMISSION:
            await self._attend()

    async def _await_release(self) -> None:
        """财政拨付 (JZ-29)."""
        await self._book_acts()
        await self._attend()

    async def _credit(self) -> None:
        """银行代发 (JZ-30): the release is booked, the list goes to the bank, its answer is booked."""
        await self._book_acts()
        await self._book_release()
        await self._deal_with_bank()
        if self._file.stage is PayStage.CREDITING:
            await self._attend()

    async def _follow_returns(self) -> None:
        """退回处理: each line is corrected and paid again, or taken off with a reason; what a shortfall
        had put off is paid when its money has come."""
        await self._book_acts()
        await self._book_release()
        await self._deal_with_bank()
        if self._file.stage is PayStage.RETURNS:
            await self._attend()

    async def _close(self) -> None:
        """办结: only when the tables say that it is exact to the fen."""
        await self._book_acts()
        totals = await self._woken(
            workflow.execute_activity(
                pay_steps.close_month,
                pay_steps.CloseOrder(run=self._file.order.run, on=self._today()),
                **timing.deliver("核对并办结本月发放"),
            )
        )
        self._file = progress.month_closed(self._file, totals, self._now())

    # --- what the stages are made of --------------------------------------------------------------

    async def _attend(self) -> None:
        """One round: what the calendar did, the tables, then wait for the next thing."""
        if self._file.stale_policy:
            await self._read_rules()
            return
        self._file = pay_clockwork(self._file, self._today(), self._now())
        # Taken before the tables are written: an act that comes meanwhile must not be slept over.
        stage, version = self._file.stage, self._file.version
        await self._show()
        if self._owes_bank():
            return
        mark = next_pay_mark(self._file, self._today())
        await self._wait(
            lambda: self._file.version != version,
            mark,
            f"{PAY_STAGE_ZH[stage]}：等待办理，{mark}自动检查",
        )

    def _owes_bank(self) -> bool:
        return progress.batch_planned(
            self._file, self._today()
        ) is not self._file or progress.bank_is_due(self._file, self._today())

    async def _read_rules(self) -> None:
        rules = await self._take_policy(self._file.order.place, self._file.order.month, PAY_ASKS)
        self._file = progress.rules_read(self._file, rules, self._today(), self._now())

    async def _book_acts(self) -> None:
        """What people decided about lines and households, in the tables before anything else."""
        await self._book_zeroes()
        while orders := progress.backpay_to_book(self._file):
            order = orders[0]
            await self._woken(
                workflow.execute_activity(
                    pay_steps.book_backpay,
                    pay_steps.BackpayBooking(
                        place=self._file.order.place,
                        order=order,
                        pay_month=months_after(self._file.order.month, 1),
                        on=self._today(),
                        cause=f"{workflow.info().workflow_id}#{order.seq}",
                    ),
                    **timing.deliver("登记复议、诉讼决定补发"),
                )
            )
            self._file = progress.backpay_booked(self._file, order.seq)

    async def _book_zeroes(self) -> None:
        while zeroes := progress.zeroes_to_book(self._file):
            zero = zeroes[0]
            await self._woken(
                workflow.execute_activity(
                    pay_steps.book_zero,
                    pay_steps.ZeroBooking(
                        run=self._file.order.run,
                        obligation=zero.obligation,
                        returned=zero.returned,
                        on=zero.on,
                        cause=self._cause(),
                    ),
                    **timing.deliver("登记不予发放明细"),
                )
            )
            self._file = progress.zero_booked(self._file, zero.obligation)

    async def _book_release(self) -> None:
        """What finance released; later, what it had put off (ZH-25)."""
        release, deferred = self._file.released, self._file.deferred
        if release is not None and not release.booked:
            await self._booked(release, later=deferred.kinds if deferred else ())
            self._file = progress.release_booked(self._file)
        rest = progress.rest_to_book(self._file)
        if rest is not None:
            await self._booked(rest, rest=True)
            self._file = progress.rest_booked(self._file)

    async def _booked(
        self, release: Release, later: tuple[str, ...] = (), *, rest: bool = False
    ) -> None:
        await self._woken(
            workflow.execute_activity(
                pay_steps.book_release,
                pay_steps.ReleaseBooking(
                    run=self._file.order.run,
                    place=self._file.order.place,
                    amount_fen=release.amount_fen,
                    on=release.on,
                    cause=self._cause(),
                    later=later,
                    rest=rest,
                ),
                **timing.deliver("登记财政拨付"),
            )
        )

    async def _deal_with_bank(self) -> None:
        """Open the next batch when one is due, send it, read the answer; a silent bank another day."""
        self._file = progress.batch_planned(self._file, self._today())
        if not progress.bank_is_due(self._file, self._today()):
            return
        batch = self._file.batch
        try:
            if batch is not None and batch.sent_on is None:
                await self._send(batch)
            elif batch is not None:
                await self._fetch(batch)
        except ActivityError as error:
            cause = error.cause
            nonsense = isinstance(cause, ApplicationError) and cause.type == "BankNonsense"
            trouble = NONSENSE if nonsense else "down"
            assert batch is not None  # noqa: S101
            self._file = progress.bank_failed(self._file, batch.batch_no, trouble, self._today())

    async def _send(self, batch: Batch) -> None:
        file = self._file
        sent = await self._woken(
            workflow.execute_activity(
                pay_steps.send_batch,
                pay_steps.BatchOrder(
                    run=file.order.run,
                    place=file.order.place,
                    month=file.order.month,
                    number=batch.number,
                    batch_no=batch.batch_no,
                    asked=batch.asked,
                    holder_rule=file.law.text("pay.account_holder"),
                    on=self._today(),
                    cause=self._cause(),
                    most=file.part_lines,
                    suspended=() if batch.again else tuple(x.obligation for x in file.suspended),
                    later=file.deferred.kinds if file.deferred and not batch.rest else (),
                ),
                **timing.whole_list(timing.ask(f"送交代发银行（第{batch.number}批）")),
            )
        )
        self._file = progress.batch_sent(self._file, sent, self._today(), self._now())

    async def _fetch(self, batch: Batch) -> None:
        file = self._file
        answer = await self._woken(
            workflow.execute_activity(
                pay_steps.fetch_return,
                pay_steps.ReturnQuery(
                    place=file.order.place, batch_no=batch.batch_no, on=self._today()
                ),
                **timing.ask(f"查询银行回盘（第{batch.number}批）"),
            )
        )
        if not answer.ready:
            self._file = progress.bank_failed(
                self._file, batch.batch_no, "not_ready", self._today()
            )
            return
        self._file = progress.bank_answered(self._file, answer, self._today())
        await self._woken(
            workflow.execute_activity(
                pay_steps.book_return,
                pay_steps.ReturnBooking(
                    run=file.order.run,
                    batch_no=batch.batch_no,
                    answer=answer,
                    on=self._today(),
                    cause=self._cause(),
                ),
                **timing.whole_list(timing.deliver(f"登记银行回盘（第{batch.number}批）")),
            )
        )
        self._file = progress.answer_booked(self._file, answer, self._today(), self._now())

    def _cause(self) -> str:
        """What the ledger names as the origin of an entry: this run and the line of its record."""
        return f"{workflow.info().workflow_id}#{self._file.seq}"

    # --- ActDriven ------------------------------------------------------------------------------

    def _act_named(self, name: str) -> type[Act]:
        return engine.pay_act_named(name)

    def _try(self, name: str, act: Act) -> PayFile:
        facts = self._facts.get(_subject(name, act)) if name in engine.LOOKED_UP else None
        return engine.apply_pay(self._file, name, act, self._today(), self._now(), facts)

    async def _look_up(self, name: str, act: Act) -> None:
        if name not in engine.LOOKED_UP:
            return
        order = self._file.order
        self._facts[_subject(name, act)] = await workflow.execute_local_activity(
            pay_steps.look_up,
            pay_steps.LineQuery(
                run=order.run,
                place=order.place,
                obligation=getattr(act, "obligation", ""),
                case_no=getattr(act, "case_no", ""),
                later=getattr(act, "later", ()),
                on=act.on if name in engine.OF_MONEY else None,
            ),
            **timing.RECORD,
        )

    async def _project(self) -> None:
        file, today = self._file, self._today()
        tasks = open_pay_tasks(file, today)
        due = first_due(tasks)
        waiting = pay_waiting_zh(file, today)
        head = f"资金发放 · {file.order.place} · {file.order.month_code}"
        self._announce(head, waiting, tasks, place=file.order.place, programme=file.order.group)
        await workflow.execute_local_activity(
            pay_steps.project_pay,
            pay_steps.PayProjection(
                file=file.model_copy(update={"rules": None}),
                dates=file.dates if file.ready else None,
                count=file.payable_count,
                total_fen=file.payable_fen,
                tasks=tasks,
                waiting=waiting,
                due=due,
                provisional=any(task.provisional for task in tasks),
            ),
            **timing.RECORD,
        )


def _subject(name: str, act: Act) -> str:
    """The line or the household an act is about, or the act itself when it is about the money."""
    if name in engine.OF_MONEY:
        return f"{name} {' '.join(getattr(act, 'later', ()))}"
    return str(getattr(act, "obligation", "") or getattr(act, "case_no", ""))
