"""What a recorded value is read through: the stubs of every step, whoever added them."""

from __future__ import annotations

from pathlib import Path

import workflows
from audit.recompute.forms import STUBS


def test_the_forms_know_every_module_of_steps() -> None:
    """Without one of them a field added since with a default would make a true history fail."""
    folder = Path(str(workflows.__file__)).parent
    there = {f"workflows.{path.stem}" for path in folder.glob("*steps.py")}
    assert set(STUBS) == there
