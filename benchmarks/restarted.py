"""`python -m benchmarks.restarted 100000`: P7 with the worker killed (kill -9) in the middle, twice.

The worker is a process of its own, killed once while the list is made and once between files to
the bank. Peak memory is the worker's. Nobody is paid twice or left out, or the command fails.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

from benchmarks.payday import acted, awaited
from domain.case.lifecycle import Role
from domain.pay.acts import PayStage
from domain.pay.lists import PayOrder
from runtime.keys import KeyRing
from runtime.settings import Settings
from runtime.temporal import connect, search_attributes_ready
from store import freezing, money_views
from store.engine import Store
from store.migrate import upgrade
from tests.conftest import start_server
from tests.many import county
from tests.paying import Bank, account
from workflows.base import SHANGHAI
from workflows.payrun import DisbursementRunWorkflow

_PLACE = "jiaozuo"
_PAUSE = 0.2


class Worker:
    """A worker process that is killed and started again; `peak_mb` over all its lives."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self.peak_mb, self.kills = 0.0, 0
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", "worker"], env=self._environment)

    def look(self) -> None:
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        peak = next((x for x in status.splitlines() if x.startswith("VmHWM")), "VmHWM: 0 kB")
        self.peak_mb = max(self.peak_mb, int(peak.split()[1]) / 1024)

    def kill(self) -> None:
        self.look()
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self.kills += 1

    def end(self) -> None:
        self.look()
        self._process.terminate()
        self._process.wait()


def bank_server(bank: Bank) -> ThreadingHTTPServer:
    """The bank over HTTP, as `activities.bank` reaches it."""

    class Counter(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            on = date.fromisoformat(parse_qs(urlparse(self.path).query)["on"][0])
            bank.take(data, on)
            self._answer(b"")

        def do_GET(self) -> None:
            number = urlparse(self.path).path.split("/")[-2]
            self._answer(bank.returns[number])

        def _answer(self, data: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing of it is news."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


async def _run(temporal: str, home: Path, payees: int) -> str:
    bank = Bank()
    http = bank_server(bank)
    ring = KeyRing.create(home / "keys.json", demo=True)
    settings = Settings(home=home, temporal_address=temporal, key_file=home / "keys.json")
    upgrade(settings.database_url)
    store = Store(settings.database_url, ring)
    today = datetime.now(SHANGHAI).date()
    fen = county(store, payees, today.replace(day=1))
    bank.wrong = {account(number).number: "99" for number in (3, payees // 2)}
    client = await connect(settings, ring)
    await search_attributes_ready(client, timedelta(seconds=10))
    queue = f"restarted-{uuid.uuid4()}"
    worker = Worker(
        {
            **os.environ,
            "DOUDI_HOME": str(home),
            "DOUDI_KEY_FILE": str(home / "keys.json"),
            "DOUDI_TEMPORAL_ADDRESS": temporal,
            "DOUDI_TASK_QUEUE": queue,
            "DOUDI_BANK_URL": f"http://127.0.0.1:{http.server_port}",
            "DOUDI_LOG_LEVEL": "ERROR",
        }
    )
    began = time.perf_counter()
    handle = await client.start_workflow(
        DisbursementRunWorkflow.run,
        PayOrder(place=_PLACE, month=today.replace(day=1), starts_on=today),
        id=f"pay/{_PLACE}/dibao/{uuid.uuid4()}",
        task_queue=queue,
    )
    run = f"{_PLACE}/dibao/{today:%Y-%m}"
    while _looked_at(store, run) < payees // 2:  # noqa: ASYNC110
        await asyncio.sleep(_PAUSE)
    worker.kill()
    at_kill = _looked_at(store, run)
    worker.start()
    file = await awaited(handle, PayStage.SUBMISSION)
    frozen = time.perf_counter()
    listed = {"count": file.payable_count, "total_fen": file.payable_fen}
    await acted(handle, "submit_list", Role.PAY_OFFICER, today, **listed)
    await acted(handle, "release_funds", Role.FINANCE, today, amount_fen=file.payable_fen)
    parts = file.parts
    while len(bank.batches) <= parts // 2:  # noqa: ASYNC110
        await asyncio.sleep(_PAUSE)
    worker.kill()
    worker.start()
    file = await awaited(handle, PayStage.RETURNS)
    bank.wrong.clear()
    for line in file.returns:
        await acted(handle, "resend_line", Role.PAY_OFFICER, today, obligation=line.obligation)
    totals = await handle.result()
    ended = time.perf_counter()
    worker.end()
    http.shutdown()
    if not totals.paid_fen == sum(bank.balances.values()) == fen or totals.count != payees:
        raise RuntimeError("the month is not exact")
    with store.read() as session:
        freezing.frozen(session, totals.run)
        if any(money_views.trial_balance(session).get(x) for x in ("payable", "transit")):
            raise RuntimeError("something is left on the way")
    store.close()
    return (
        f"{payees} payees in {ended - began:.0f} s (list {frozen - began:.0f} s), {worker.kills} "
        f"kills (at {at_kill} households of the list, at file {parts // 2 + 1} of {parts}), "
        f"{bank.deliveries} deliveries of {len(bank.batches)} files; worker's peak "
        f"{worker.peak_mb:.0f} MB; everyone paid once"
    )


def _looked_at(store: Store, run: str) -> int:
    with store.read() as session:
        return freezing.progress_of(session, run)


def main() -> None:
    payees = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        running = start_server(Path(folder))
        try:
            line = asyncio.run(_run(next(running), Path(folder), payees))
        finally:
            running.close()
    sys.stdout.write(f"P7 {line}\n")


if __name__ == "__main__":
    main()
