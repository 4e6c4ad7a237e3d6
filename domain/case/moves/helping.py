"""Society's help to the household of a case: gifts, pairing, services, insurance, sources."""

from __future__ import annotations

from domain.case.lifecycle import Role
from domain.case.moves.base import WINDOW, Move
from domain.case.moves.together import RUNNING, SENDERS

STAFF = (*WINDOW, Role.SURVEYOR, Role.REVIEWER, Role.COUNTY_REVIEWER)
COUNTY = (Role.REVIEWER, Role.COUNTY_REVIEWER)

MOVES: tuple[Move, ...] = (
    Move(
        act="record_gift",
        zh="登记慈善和社会帮扶",
        stages=RUNNING,
        roles=(*WINDOW, *COUNTY),
        clause="JZ-37; YC-03",
    ),
    Move(
        act="start_pairing",
        zh="登记结对帮扶",
        stages=RUNNING,
        roles=(*WINDOW, *COUNTY),
        clause="JZ-38",
    ),
    Move(
        act="record_pair_visit",
        zh="登记结对走访",
        stages=RUNNING,
        roles=(*WINDOW, *COUNTY),
        clause="JZ-38",
    ),
    Move(
        act="end_pairing",
        zh="结束结对帮扶",
        stages=RUNNING,
        roles=(*WINDOW, *COUNTY),
        clause="JZ-38",
    ),
    Move(
        act="order_service",
        zh="安排救助服务",
        stages=RUNNING,
        roles=COUNTY,
        clause="JZ-42; JZ-40",
    ),
    Move(
        act="record_service",
        zh="登记服务情况",
        stages=RUNNING,
        roles=(*STAFF, Role.PROVIDER),
        clause="JZ-42; HB-15",
    ),
    Move(
        act="record_insurance",
        zh="登记保险和结算",
        stages=RUNNING,
        roles=(*SENDERS, Role.SURVEYOR, Role.PROVIDER),
        clause="HB-21; TR-41",
    ),
    Move(
        act="link_special_aid",
        zh="关联专项救助",
        stages=RUNNING,
        roles=SENDERS,
        clause="JZ-20; HB-03",
    ),
    Move(
        act="split_funds",
        zh="登记资金来源构成",
        stages=RUNNING,
        roles=COUNTY,
        clause="TR-08",
    ),
)
