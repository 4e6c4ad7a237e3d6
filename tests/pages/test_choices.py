"""What a form offers to choose: nothing that would be refused, nobody who cannot."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from api.pages.choices import case_choices
from domain.household import Status
from runtime.packs import place_info
from runtime.settings import Settings
from tests.people import Walk, application


def offered(walk: Walk, act: str) -> dict[str, Any]:
    door: Any = SimpleNamespace(
        place=place_info, places=lambda: (walk.file.place,), settings=Settings()
    )
    return dict(case_choices(door, walk.file, act, ()))


def test_a_split_has_its_own_act_and_is_no_change_somebody_reports() -> None:
    causes = offered(Walk(application()).living(), "report_change")["cause"]
    assert "split" not in causes and {"marriage", "join", "left"} <= set(causes)


def test_the_dead_are_neither_heard_nor_sign_for_a_paper() -> None:
    walk = Walk(application()).living()
    home = walk.file.household
    gone = home.members[1].model_copy(update={"status": Status.DEAD})
    walk.file = walk.file.having(household=home.with_member(gone))
    for act, field in (("hear_family", "heard"), ("serve_notice", "receiver")):
        assert "m2" not in offered(walk, act)[field] and "m1" in offered(walk, act)[field]
