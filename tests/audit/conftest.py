"""Golden stories as an auditor gets them: a directory and a key ring."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.sources import every, write_folder
from tests.replay import golden
from tests.replay.golden import Golden


@pytest.fixture
def ring_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The golden key ring where the settings of this test name it."""
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(golden.RING.model_dump(mode="json")))
    path.chmod(0o600)
    monkeypatch.setenv("DOUDI_KEY_FILE", str(path))
    monkeypatch.setenv("DOUDI_HOME", str(tmp_path))
    return path


@pytest.fixture
def folder_of(tmp_path: Path, ring_file: Path) -> Callable[[Golden], Path]:
    """Writes a story as an export."""

    def write(story: Golden) -> Path:
        folder = tmp_path / f"export-{story.name}"
        write_folder(
            folder,
            every({story.case_no: story.runs}),
            place=story.place,
            case_no=story.case_no,
            namespace=golden.NAMESPACE,
        )
        return folder

    return write
