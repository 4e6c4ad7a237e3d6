"""A worker that distributes minutes and is killed in the midst of it; run by `test_assembly.py`.

`python -m tests.activities.mailing_program <database> <key file> <order file> <units before death>`
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from activities import assembly
from activities.tools import Tools
from runtime.keys import KeyRing
from runtime.settings import Settings
from store.tables.assembly import MeetingMail
from workflows.assembly_steps import MailOrder


def main(home: str, key_file: str, order_file: str, units: int) -> None:
    settings = Settings(home=Path(home))
    tools = Tools.of(settings, KeyRing.load(Path(key_file)))
    order = MailOrder.model_validate_json(Path(order_file).read_text())
    deliver, done = assembly.tables.deliver, 0

    def dying(session: object, mail: MeetingMail) -> bool:
        nonlocal done
        if done == units:
            os.kill(os.getpid(), signal.SIGKILL)
        done += 1
        return deliver(session, mail)  # type: ignore[arg-type]

    assembly.tables.deliver = dying
    asyncio.run(assembly.AssemblyActivities(tools).mail_units(order))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
