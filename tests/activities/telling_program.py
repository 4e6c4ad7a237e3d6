"""A worker that is killed when it has told half of the units; run by `test_desk.py`.

`python -m tests.activities.telling_program <database> <key file> <projection file>`
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from sqlmodel import Session

from activities.meeting import MeetingActivities
from activities.tools import Tools
from runtime.keys import KeyRing
from runtime.settings import Settings
from store.desk import mail
from workflows.meeting_steps import MeasuresProjection


def main(home: str, key_file: str, projection_file: str) -> None:
    tools = Tools.of(Settings(home=Path(home)), KeyRing.load(Path(key_file)))
    text = Path(projection_file).read_text()
    tell = mail.tell

    def dying(session: Session, place: str, subject: str, notices: object) -> int:
        some = tuple(notices)  # type: ignore[call-overload]
        tell(session, place, subject, some[: len(some) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    mail.tell = dying  # type: ignore[assignment]
    MeetingActivities(tools).project_measures(MeasuresProjection.model_validate_json(text))


if __name__ == "__main__":
    main(*sys.argv[1:4])
