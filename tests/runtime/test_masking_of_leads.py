"""A supervisor who looks at a lead sees its course, not the person nor what is the matter."""

from __future__ import annotations

import json

from runtime.masking import masked
from tests.leads import Trace


def test_a_supervisor_sees_no_person_and_no_trouble_in_a_lead() -> None:
    trace = Trace().applied()
    file = trace.file.having(law=None)  # the place's list of types is no secret
    shown = masked(file.model_dump_json().encode()).decode()
    person = trace.file.order.person
    for needle in (person.name, person.id_no, person.phone, "illness", "卧床", "委托书"):
        assert needle not in shown
    assert json.loads(shown)["stage"] == "applying"
