"""Each effect a workflow may ask for is implemented once, under the same name and types."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from temporalio import activity

import workflows
from activities import registry
from runtime.keys import KeyRing
from runtime.settings import Settings

Method = Callable[..., Any]


def _stub_modules() -> list[str]:
    names = [m.name for m in pkgutil.iter_modules(workflows.__path__) if "steps" in m.name]
    assert "steps" in names
    return sorted(names)


def _stubs(module: str) -> Iterator[Method]:
    found = importlib.import_module(f"workflows.{module}")
    for _, member in inspect.getmembers(found, inspect.isfunction):
        if activity._Definition.from_callable(member) and member.__module__ == found.__name__:
            yield member


def _form(method: Method) -> tuple[object, ...]:
    hints = get_type_hints(method)
    parameters = [p for p in inspect.signature(method).parameters if p != "self"]
    return (
        registry.name_of(method),
        tuple((name, hints[name]) for name in parameters),
        hints["return"],
        inspect.iscoroutinefunction(method),
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, keyring: KeyRing) -> dict[str, Method]:
    home = tmp_path_factory.mktemp("stubs")
    return {registry.name_of(m): m for m in registry.build(Settings(home=home), keyring)}


@pytest.mark.parametrize("module", _stub_modules())
def test_every_stub_has_one_implementation_of_the_same_form(
    module: str, built: dict[str, Method]
) -> None:
    stubs = {registry.name_of(stub): stub for stub in _stubs(module)}
    assert stubs
    assert not stubs.keys() - built.keys()
    assert [_form(built[name]) for name in stubs] == [_form(stub) for stub in stubs.values()]


def test_no_activity_is_without_a_stub(built: dict[str, Method]) -> None:
    known = {registry.name_of(stub) for module in _stub_modules() for stub in _stubs(module)}
    assert not built.keys() - known


def test_two_activities_of_one_name_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, keyring: KeyRing
) -> None:
    monkeypatch.setattr(registry, "FACTORIES", registry.FACTORIES * 2)
    with pytest.raises(RuntimeError, match="two activities"):
        registry.build(Settings(home=tmp_path), keyring)
