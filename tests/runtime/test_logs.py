"""No log line carries a person, whoever wrote it and however."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog

from runtime.logs import MASK, WITHHELD, configure_logging, get_logger, mask
from runtime.settings import Settings

CANARIES = (
    "张三丰",
    "焦作市山阳区解放路12号",
    "恶性肿瘤",
    "990101199001010011",
    "99010119900101001X",
    "13812345678",
    "138-1234-5678",
    "6222 0200 0000 1234 567",
    "zhang@example.invalid",
    "%E5%BC%A0%E4%B8%89",
    r"\u5f20\u4e09",
)


@contextmanager
def configured(settings: Settings) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level, hook = root.handlers, root.level, sys.excepthook
    stream = io.StringIO()
    configure_logging(settings, "test", stream)
    try:
        yield stream
    finally:
        structlog.reset_defaults()
        structlog.contextvars.clear_contextvars()
        root.handlers, root.level, sys.excepthook = handlers, level, hook
        logging.raiseExceptions = True


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    # Whatever ran before in this process may have quieted a logger; here all of them speak.
    logging.disable(logging.NOTSET)
    for name in ("uvicorn", "uvicorn.access", "temporalio", "temporalio.activity"):
        logger = logging.getLogger(name)
        logger.disabled, logger.propagate, logger.handlers, logger.filters = False, True, [], []
        logger.setLevel(logging.NOTSET)
    with configured(Settings()) as stream:
        yield stream


def read(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("canary", CANARIES)
def test_a_person_is_masked_wherever_it_stands(lines: io.StringIO, canary: str) -> None:
    log = get_logger("doudi.test")
    log.info(f"event with {canary} inside", case=canary, path=f"/cases/{canary}", name=canary)
    logging.getLogger("foreign").warning("message %s", canary)
    logging.getLogger("foreign").warning("extra", extra={"person": canary})
    try:
        raise ValueError(canary)
    except ValueError:
        log.exception("it failed")
        logging.getLogger("foreign").exception("it failed")
    text = lines.getvalue()
    assert canary not in text and canary.replace("\\", "\\\\") not in text
    assert MASK in text
    assert len(read(lines)) == 5


def test_an_unknown_field_is_withheld(lines: io.StringIO) -> None:
    get_logger("doudi.test").info("a case moved", case="JZ-2026-00017", nickname="plain text")
    [line] = read(lines)
    assert line["case"] == "JZ-2026-00017"
    assert line["nickname"] == WITHHELD
    assert line["process"] == "test" and line["logger"] == "doudi.test"


def test_an_object_is_withheld_even_in_an_allowed_field(lines: io.StringIO) -> None:
    get_logger("doudi.test").info("odd", case={"name": "x"}, roles=("auditor",), count=3)
    [line] = read(lines)
    assert line["case"] == WITHHELD and line["roles"] == ["auditor"] and line["count"] == 3


def test_an_access_line_has_no_query(lines: io.StringIO) -> None:
    args = ("127.0.0.1:1", "GET", "/api/v1/cases?name=abc&id=1", "1.1", 200)
    logging.getLogger("uvicorn.access").info('%s - "%s %s HTTP/%s" %d', *args)
    [line] = read(lines)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/api/v1/cases", 200)
    assert "name=" not in lines.getvalue() and "127.0.0.1" not in lines.getvalue()


def test_temporals_context_comes_in_fields(lines: io.StringIO) -> None:
    context = {"workflow_id": "case/jz/JZ-1", "attempt": 2, "memo": "x"}
    logging.getLogger("temporalio.activity").warning(
        "Completing activity as failed (%s)", context, extra={"temporal_activity": context}
    )
    [line] = read(lines)
    assert line["event"] == "Completing activity as failed"
    assert line["workflow_id"] == "case/jz/JZ-1" and line["attempt"] == 2 and "memo" not in line


def test_run_ids_dates_and_case_numbers_stay_readable() -> None:
    for text in (
        "01a201a7-5f59-7bae-815f-123456789012",
        "2026-11-22T05:07:55.802286+08:00",
        "case/jiaozuo/JZ-2026-00017",
        "check/JZ20260017/1",
    ):
        assert mask(text) == text


def test_console_format_is_redacted_too() -> None:
    with configured(Settings(log_format="console")) as stream:
        get_logger("doudi.console").info("moved", case="13812345678", x="y")
    assert "13812345678" not in stream.getvalue() and WITHHELD in stream.getvalue()


def test_a_line_that_cannot_be_formatted_shows_nothing(
    lines: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("foreign").warning("%d", "13812345678")
    assert "13812345678" not in lines.getvalue() + "".join(capsys.readouterr())
