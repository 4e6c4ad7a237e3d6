"""Risk signals: each a rule of its own over the facts, with the place's threshold and a sentence.

The clause of a signal is what the place is to prevent (YC-29: the four forms of inaction; JZ-64 its
heads); the thresholds are the place's own (OPN-30).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

from domain.complaint.lifecycle import COUNTY_ZH
from domain.policy import Snapshot
from domain.watching.facts import ActFact, Facts, Signal

SIGNALS = "risk.signals"
WINDOW = "risk.window_days"
DECIDING = frozenset({"confirm", "refuse", "decide_change"})
VISITING = frozenset({"record_survey", "verify_change"})
"""Acts that say somebody stood in the household's door."""
MOST_CASES = 50  # not law: how many cases one signal names
"""Cases named in one signal; the sentence has the whole number."""

Judge = Callable[[Facts, Snapshot, date], Iterator[Signal]]


def signals(facts: Facts, law: Snapshot, today: date) -> tuple[Signal, ...]:
    """Everything the place's rules call a signal today, in the order of its list."""
    if not law.has(SIGNALS):
        return ()
    return tuple(
        found
        for code in law.items(SIGNALS)
        if not missing(law, code)
        for found in JUDGES[code][0](facts, law, today)
    )


def missing(law: Snapshot, code: str) -> tuple[str, ...]:
    """The thresholds of a signal that nobody has set: it is not judged, and the board says so."""
    return tuple(name for name in JUDGES[code][1] if not law.has(name))


def _signal(
    code: str, clause: str, township: str, key: str, cases: Iterable[str], zh: str
) -> Signal:
    named = tuple(sorted(set(cases)))[:MOST_CASES]
    return Signal(code=code, zh=zh, clause=clause, township=township, key=key, cases=named)


def _in_window(acts: Iterable[ActFact], law: Snapshot, today: date, back: int = 0) -> list[ActFact]:
    """Acts recorded in the present window, or `back` windows before it."""
    days = law.days(WINDOW)
    last = today - timedelta(days=days * back)
    first = last - timedelta(days=days - 1)
    return [a for a in acts if first <= a.at.date() <= last]


def _by(acts: Iterable[ActFact], key: Callable[[ActFact], str]) -> dict[str, list[ActFact]]:
    found: dict[str, list[ActFact]] = defaultdict(list)
    for act in acts:
        found[key(act)].append(act)
    return dict(sorted(found.items()))


def _share(acts: Iterable[ActFact]) -> tuple[int, int]:
    """Decisions on applications, and how many of them refuse."""
    decided = [a for a in acts if a.act in ("confirm", "refuse")]
    return len(decided), sum(a.act == "refuse" for a in decided)


def refusals_jump(facts: Facts, law: Snapshot, today: date) -> Iterator[Signal]:
    """Of enough decisions of a township, or of the county itself, the share of refusals has risen by
    so many points."""
    before = _by(_in_window(facts.acts, law, today, 1), lambda a: a.answers)
    days = law.days(WINDOW)
    for township, acts in _by(_in_window(facts.acts, law, today), lambda a: a.answers).items():
        all_, refused = _share(acts)
        then, refused_then = _share(before.get(township, ()))
        if all_ < law.count("risk.refusal_least") or not then:
            continue
        jump = law.percent("risk.refusal_jump")
        # refused / all - refused_then / then >= jump %, in whole numbers
        if 100 * (refused * then - refused_then * all_) < jump * all_ * then:
            continue
        name = _named(facts, township)
        zh = (
            f"{name}近{days}天作出决定{all_}件，其中不予确认{refused}件，占{100 * refused // all_}%；"
            f"上一期{then}件中不予确认{refused_then}件，占{100 * refused_then // then}%。"
            "请核查是否存在应救未救。"
        )
        cases = (a.case_no for a in acts if a.act == "refuse")
        yield _signal("refusals_jump", "JZ-57; YC-29", township, "share", cases, zh)


def bulk_decisions(facts: Facts, law: Snapshot, today: date) -> Iterator[Signal]:
    """One account decides case after case, each within so many seconds of the one before."""
    within = timedelta(seconds=law.count("risk.bulk_seconds"))
    least = law.count("risk.bulk_least")
    acts = [a for a in _in_window(facts.acts, law, today) if a.act in DECIDING and a.officer]
    for officer, mine in _by(acts, lambda a: a.officer).items():
        for run in _runs(sorted(mine, key=lambda a: (a.at, a.case_no)), within):
            if len(run) < least:
                continue
            seconds = int((run[-1].at - run[0].at).total_seconds())
            zh = (
                f"账号{officer}于{run[0].at:%Y-%m-%d %H:%M}起在{seconds}秒内连续作出决定{len(run)}件，"
                "请核查是否逐件审核。"
            )
            key = f"{officer}@{run[0].at:%Y-%m-%dT%H:%M:%S}"
            cases = (a.case_no for a in run)
            yield _signal("bulk_decisions", "JZ-54; YC-29", run[0].answers, key, cases, zh)


def _named(facts: Facts, township: str) -> str:
    """Whose acts a signal tells of."""
    return facts.townships.get(township, township) if township else COUNTY_ZH


def _runs(acts: list[ActFact], within: timedelta) -> Iterator[list[ActFact]]:
    if not acts:
        return
    run = [acts[0]]
    for before, act in pairwise(acts):
        if act.at - before.at > within:
            yield run
            run = []
        run.append(act)
    yield run


def surveyor_everywhere(facts: Facts, law: Snapshot, today: date) -> Iterator[Signal]:
    """One surveyor was in so many villages on one day."""
    most = law.count("risk.villages_a_day")
    acts = [a for a in _in_window(facts.acts, law, today) if a.act in VISITING]
    for key, same in _by(acts, lambda a: f"{a.officer}@{a.on}").items():
        villages = {(a.township, a.village) for a in same if a.village}
        if len(villages) < most:
            continue
        zh = (
            f"调查员账号{same[0].officer}于{same[0].on}登记了{len(villages)}个村（社区）"
            f"共{len(same)}户的入户调查、核实，请核查是否实际到户。"
        )
        cases = (a.case_no for a in same)
        yield _signal("surveyor_everywhere", "JZ-64; YC-29", same[0].township, key, cases, zh)


def shared_account(facts: Facts, law: Snapshot, today: date) -> Iterator[Signal]:
    """Several households are paid to one account."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for account in facts.accounts:
        groups[account.number].append((account.case_no, account.township))
    for number, cases in sorted(groups.items()):
        if len(cases) < law.count("risk.account_cases"):
            continue
        zh = f"{len(cases)}户的救助金发放到同一个账户，请核查账户归属和代管手续。"
        yield _signal(
            "shared_account", "JZ-64; YC-29", cases[0][1], number[:16], (c for c, _ in cases), zh
        )


def shared_custodian(facts: Facts, law: Snapshot, today: date) -> Iterator[Signal]:
    """One agreement gives the accounts of several households into one hand."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for account in facts.accounts:
        if account.custodian:
            groups[account.custodian].append((account.case_no, account.township))
    for keeper, cases in sorted(groups.items()):
        if len(cases) < law.count("risk.custodian_cases"):
            continue
        zh = f"同一份代管协议涉及{len(cases)}户的救助金账户，请核查代管协议和资金使用情况。"
        yield _signal(
            "shared_custodian", "JZ-64; YC-29", cases[0][1], keeper[:16], (c for c, _ in cases), zh
        )


def backdated(facts: Facts, law: Snapshot, today: date) -> Iterator[Signal]:
    """Acts of a township, or of the county itself, were recorded long after the day they name."""
    days = law.days("risk.backdated_days")
    late = [a for a in _in_window(facts.acts, law, today) if a.officer and a.days_after >= days]
    for township, acts in _by(late, lambda a: a.answers).items():
        most = max(a.days_after for a in acts)
        name = _named(facts, township)
        zh = (
            f"{name}近{law.days(WINDOW)}天有{len(acts)}项办理的日期早于登记时间{days}天以上，"
            f"最多{most}天，请核查是否事后补录。"
        )
        yield _signal("backdated", "YC-29", township, "backdated", (a.case_no for a in acts), zh)


def idle(facts: Facts, law: Snapshot, today: date) -> Iterator[Signal]:
    """Cases under way in a township that nobody has touched for so long."""
    days = law.days("risk.idle_days")
    still = [c for c in facts.open_cases if (today - c.last_act).days >= days]
    townships = sorted({c.township for c in still})
    for township in townships:
        here = [c for c in still if c.township == township]
        longest = max((today - c.last_act).days for c in here)
        name = facts.townships.get(township, township)
        zh = f"{name}有{len(here)}个在办案件{days}天以上无人办理，最长{longest}天，请督促办理。"
        yield _signal("idle", "JZ-64; YC-29", township, "idle", (c.case_no for c in here), zh)


def reversals(facts: Facts, law: Snapshot, today: date) -> Iterator[Signal]:
    """Refusals of a township did not stand."""
    days = law.days(WINDOW)
    first = today - timedelta(days=days - 1)
    recent = [r for r in facts.reversals if first <= r.reversed_on <= today]
    for township in sorted({r.township for r in recent}):
        here = [r for r in recent if r.township == township]
        if len(here) < law.count("risk.reversed_least"):
            continue
        name = facts.townships.get(township, township)
        zh = f"{name}近{days}天有{len(here)}件不予确认的决定被纠正，请核查原决定的理由和依据。"
        cases = (r.case_no for r in here)
        yield _signal("reversed", "JZ-57; YC-29", township, "reversed", cases, zh)


JUDGES: Mapping[str, tuple[Judge, tuple[str, ...]]] = {
    "refusals_jump": (refusals_jump, (WINDOW, "risk.refusal_jump", "risk.refusal_least")),
    "bulk_decisions": (bulk_decisions, (WINDOW, "risk.bulk_seconds", "risk.bulk_least")),
    "surveyor_everywhere": (surveyor_everywhere, (WINDOW, "risk.villages_a_day")),
    "shared_account": (shared_account, ("risk.account_cases",)),
    "shared_custodian": (shared_custodian, ("risk.custodian_cases",)),
    "backdated": (backdated, (WINDOW, "risk.backdated_days")),
    "idle": (idle, ("risk.idle_days",)),
    "reversed": (reversals, (WINDOW, "risk.reversed_least")),
}
"""Every signal with the thresholds it needs."""
RISK_NEEDS = (SIGNALS, *dict.fromkeys(name for _, names in JUDGES.values() for name in names))
