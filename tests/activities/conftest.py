"""Tools on empty tables, and a real HTTP server that answers as each test wants."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from activities.tools import Tools
from runtime.keys import KeyRing
from runtime.settings import Settings
from sandbox.messages import MailSink
from tests.conftest import free_port
from tests.tables import migrated

Respond = Callable[[dict[str, Any]], tuple[int, Any]]


class Counterpart:
    """What a department or gateway was sent, and what it says: status and JSON (or bytes)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.seen: list[tuple[str, str, dict[str, Any]]] = []
        self.respond: Respond = lambda _: (200, {})
        self.slow = 0.0


@pytest.fixture
def counterpart() -> Iterator[Counterpart]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            other.seen.append((self.path, self.headers["Idempotency-Key"], body))
            time.sleep(other.slow)
            status, answer = other.respond(body)
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    other = Counterpart(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield other
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def mails(tools: Tools) -> Iterator[MailSink]:
    sink = MailSink(tools.settings.smtp_port)
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def tools(tmp_path: Path, keyring: KeyRing, counterpart: Counterpart) -> Iterator[Tools]:
    settings = Settings(
        home=tmp_path,
        department_base_url=counterpart.url,
        sms_url=f"{counterpart.url}/sms",
        smtp_port=free_port(),
    )
    migrated(settings.database_url)
    made = Tools.of(settings, keyring)
    yield made
    made.store.close()
