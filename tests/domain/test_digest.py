"""The digest of a file: what every receipt binds. Kept texts make it quicker, never another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from domain.base import Frozen, digest_of
from domain.case.file import CaseFile
from domain.policy import PolicyValue, Snapshot, Source
from tests.people import Walk, application

READINGS = frozenset({"at"})


def _without(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {k: _without(v, names) for k, v in value.items() if k not in names}
    return [_without(v, names) for v in value] if isinstance(value, list) else value


def written_out(value: Frozen, names: frozenset[str] = frozenset()) -> str:
    """The promise, word by word: the canonical JSON of everything that is not a default."""
    plain = _without(value.model_dump(mode="json", exclude_defaults=True), names)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _living() -> CaseFile:
    return Walk(application()).living().file


def _with_value(file: CaseFile, **changes: Any) -> CaseFile:
    law = file.policy
    assert law is not None
    name = next(iter(law.values))
    one = PolicyValue.model_validate({**law.values[name].model_dump(), **changes})
    return file.having(policy=law.model_copy(update={"values": {**law.values, name: one}}))


def test_the_digest_is_that_of_the_text_written_out_in_every_stage_and_every_time() -> None:
    for file in (application(), _living()):
        for names in (frozenset[str](), READINGS):
            for _ in range(2):
                assert digest_of(file, without=names) == written_out(file, names)
    law = _living().policy
    assert isinstance(law, Snapshot) and digest_of(law) == written_out(law)


def test_values_are_equal_as_pydantic_says_they_are() -> None:
    """`Frozen` compares by itself, which is right only while no value has what it does not look at."""

    def kinds(of: type[BaseModel]) -> Iterator[type[BaseModel]]:
        for kind in of.__subclasses__():
            yield kind
            yield from kinds(kind)

    for kind in kinds(Frozen):
        assert not kind.__private_attributes__, kind
        assert not kind.__pydantic_generic_metadata__["parameters"], kind
        assert kind.model_config.get("extra") == "forbid", kind
        assert not any(isinstance(v, cached_property) for k in kind.mro() for v in vars(k).values())
    file, same = _living(), CaseFile.model_validate_json(_living().model_dump_json())
    other = file.having(channel="其他")
    for one in (file, same, other):
        for two in (file, same, other, file.policy):
            assert (one == two) is BaseModel.__eq__(one, two)
    assert file == same != other and hash(Source(doc="57号"))


def test_a_changed_value_of_the_law_changes_the_digest() -> None:
    file = _living()
    before = digest_of(file, without=READINGS)
    changed = _with_value(file, zh="另一项")
    assert digest_of(changed, without=READINGS) == written_out(changed, READINGS) != before
    assert digest_of(file, without=READINGS) == before


def test_words_that_look_like_our_mark_are_digested_as_they_are() -> None:
    file = _living().having(channel="\0policy")
    assert digest_of(file, without=READINGS) == written_out(file, READINGS)
    assert digest_of(file, without=READINGS) != digest_of(_living(), without=READINGS)


def test_readings_are_left_out_of_the_law_too_as_they_always_were() -> None:
    table = _with_value(_living(), value={"at": 1, "on": 2})
    other = _with_value(_living(), value={"at": 3, "on": 2})
    assert digest_of(table, without=READINGS) == written_out(table, READINGS)
    assert digest_of(table, without=READINGS) == digest_of(other, without=READINGS)
    assert digest_of(table) != digest_of(other)


def test_values_that_are_the_same_only_to_python_stay_apart_in_memory() -> None:
    """Equal values are held once; 1, 1.0 and yes are equal to Python and other rules."""
    law = _living().policy
    assert law is not None
    name = next(iter(law.values))

    def digest(value: Any) -> str:
        one = {**law.values[name].model_dump(mode="json"), "value": value}
        text = law.model_dump(mode="json")
        found = Snapshot.model_validate({**text, "values": {**text["values"], name: one}})
        assert type(found.values[name].value) is type(value)
        assert digest_of(found) == written_out(found)
        return digest_of(found)

    assert len({digest(value) for value in (1, 1.0, True, 1, True)}) == 3
