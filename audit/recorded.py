"""Recorded histories on disk, one story a file: open, of people who do not exist, and small.

Whole case files stand in a history again and again, so a file is packed as one piece (xz). In it comes
first a line of JSON that says whose runs follow and how long each is, then the runs one after another
as the server's own messages. `python -m audit.recorded FILE` shows one as JSON.
"""

from __future__ import annotations

import json
import lzma
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import DecodeError
from temporalio.api.history.v1 import History

from audit.recompute.history import Run
from audit.sources import SourceFault

SUFFIX: Final = ".history.xz"


@dataclass(frozen=True)
class Recorded:
    """One story: the place and number of its case, and its runs with open payloads."""

    place: str
    case_no: str
    runs: tuple[Run, ...]


def read(path: Path) -> Recorded:
    """The story of a file. Raises `SourceFault` when the file is of another form."""
    try:
        head, _, rest = lzma.decompress(path.read_bytes()).partition(b"\n")
        told = json.loads(head)
        runs = []
        for one in told["runs"]:
            body, rest = rest[: one["bytes"]], rest[one["bytes"] :]
            events = tuple(History.FromString(body).events)
            runs.append(Run(one["workflow_id"], one["run_id"], events))
        return Recorded(told["place"], told["case_no"], tuple(runs))
    except (OSError, EOFError, lzma.LZMAError, DecodeError, ValueError, KeyError, TypeError):
        raise SourceFault(f"{path.name}不是记录的历史。") from None


def write(path: Path, story: Recorded) -> int:
    """Writes the story; gives the bytes on disk. The same story gives the same bytes."""
    bodies = [run.serialized for run in story.runs]
    told = {
        "place": story.place,
        "case_no": story.case_no,
        "runs": [
            {"workflow_id": run.workflow_id, "run_id": run.run_id, "bytes": len(body)}
            for run, body in zip(story.runs, bodies, strict=True)
        ],
    }
    head = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    raw = lzma.compress(b"\n".join((head, b"".join(bodies))), preset=9 | lzma.PRESET_EXTREME)
    path.write_bytes(raw)
    return len(raw)


def shown(paths: Sequence[str]) -> str:
    """Each file as readable JSON."""
    found = []
    for path in paths:
        story = read(Path(path))
        for run in story.runs:
            events = [MessageToDict(event) for event in run.events]
            found.append({"workflow_id": run.workflow_id, "run_id": run.run_id, "events": events})
    return json.dumps(found, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    sys.stdout.write(shown(sys.argv[1:]) + "\n")
