"""What an operator takes out of the system by a command has its line in the audit log before it is made."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime

from sqlalchemy.exc import DBAPIError

from audit.faults import end
from runtime.keys import KeyRing
from runtime.settings import Settings
from store import audit_log
from store.engine import Store


def write_down(
    settings: Settings, what: str, subject: str, place: str, *, detail: str = "", who: str = ""
) -> None:
    """One line: `what` is a code, `subject` what is taken, `who` for whom, else the operator's account on
    this machine. Ends the command when it cannot be written."""
    store = Store(settings.database_url, KeyRing.load(settings.key_file))
    try:
        with store.write() as session:
            audit_log.record(
                session, at=datetime.now(UTC), who=(who.strip() or getpass.getuser())[:60],
                role="operator", place=place, what=what, subject=subject[:120], result="done",
                detail=detail,
            )  # fmt: skip
    except DBAPIError:
        end("操作日志不能登记，没有导出。请先查明数据库为什么不能写入，再重新导出。")
    finally:
        store.close()
