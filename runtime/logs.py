"""Logs that cannot carry a person: fields from an allow-list, text with data masked.

Our log speaks English, so any Chinese character in it is taken for data; so are ID, phone and card
numbers and mail addresses, wherever they stand, tracebacks included. A field whose name is not on
the list is written as `[withheld]`, so that a new field is a decision and not an accident.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, Final, TextIO

import structlog

from runtime.settings import Settings

ALLOWED: Final = frozenset(
    {
        # what happened
        "event", "level", "logger", "process", "code", "clause", "error", "traceback", "attempt",
        "count", "duration_ms", "bytes", "port", "pid", "exit_code", "version", "url", "file",
        # whose request it was; users are staff ids, never names
        "request_id", "method", "path", "status", "user", "role", "roles", "unit",
        # which case, in opaque codes
        "case", "place", "township", "programme", "stage", "act", "task", "item", "month", "key",
        "department",
        # Temporal
        "workflow_id", "workflow_type", "run_id", "activity_id", "activity_type", "namespace",
        "task_queue", "update",
    }
)  # fmt: skip
WITHHELD: Final = "[withheld]"
MASK: Final = "[masked]"

_UUID = r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
_NUMBER = r"\d(?:[ -]?\d){10,18}[Xx]?"
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_HAN = r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+(?:[^\S\n]*[\u2e80-\u9fff]+)*"
_ESCAPED = r"(?:\\u[0-9a-fA-F]{4}|(?:%[0-9A-Fa-f]{2}){3}|(?:\\x[0-9a-f]{2}){3})+"
_DATA = re.compile("|".join(f"(?:{part})" for part in (_NUMBER, _MAIL, _HAN, _ESCAPED)))
_SPLIT = re.compile(f"({_UUID})")
_QUERY = re.compile(r"\?\S*")

Event = MutableMapping[str, Any]


def configure_logging(settings: Settings, process: str, stream: TextIO | None = None) -> None:
    """Routes structlog and the standard library (Temporal, Uvicorn, …) through one formatter.

    Writes to `stream` (standard error by default); the embedded default sends that to a file.
    """
    structlog.contextvars.bind_contextvars(process=process)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        pass_foreign_args=True,
        processors=[
            _take_record_apart,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            redact,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            last,
        ],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    # httpx logs each URL with its query at INFO; what was asked is recorded by the activity.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    sys.excepthook = _log_uncaught
    # Else a line that cannot be formatted would be printed as it came, unmasked.
    logging.raiseExceptions = False
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger of the house: `log.info("an English event", case=case_no, …)`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def redact(_logger: Any, _method: str, event: Event) -> Event:
    """Withholds fields that are not on the list and masks what looks like a person's data."""
    return {name: _masked(value) if name in ALLOWED else WITHHELD for name, value in event.items()}


def mask(text: str) -> str:
    """The text without numbers that could be a person's, mail addresses and Chinese."""
    parts = _SPLIT.split(text)
    # Odd places hold the UUIDs: run ids, needed and harmless, though they look like numbers.
    return "".join(part if i % 2 else _DATA.sub(MASK, part) for i, part in enumerate(parts))


def _masked(value: Any) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**10 else MASK
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, list | tuple):
        return [_masked(item) for item in value]
    return WITHHELD


def _take_record_apart(_logger: Any, _method: str, event: Event) -> Event:
    """From a standard library record: the access line without query, the Temporal context."""
    record: logging.LogRecord | None = event.get("_record")
    event.pop("stack", None)
    exc_info = event.pop("exc_info", None) or (record.exc_info if record else None)
    if exc_info is True:
        exc_info = sys.exc_info()
    if isinstance(exc_info, BaseException):
        exc_info = (type(exc_info), exc_info, exc_info.__traceback__)
    if exc_info and exc_info[0] is not None:
        event["error"] = exc_info[0].__name__
        event["traceback"] = "".join(traceback.format_exception(*exc_info))
    if record is None:
        return event
    args = event.pop("positional_args", ())
    if record.name == "uvicorn.access" and isinstance(args, tuple) and len(args) == 5:
        _client, method, path, _version, status = args
        event.update(event="request", method=method, path=_QUERY.sub("", str(path)), status=status)
    for extra in ("temporal_workflow", "temporal_activity"):
        context = getattr(record, extra, None)
        if isinstance(context, dict):
            event.update({name: value for name, value in context.items() if name in ALLOWED})
            # The SDK repeats the context in the text; once, in fields, is enough.
            event["event"] = str(event["event"]).split(" ({", 1)[0]
    return event


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("doudi").critical("the process ends", exc_info=(kind, error, trace))
