"""Reads our programs once; each part that is started, or started again, is then a fork of it.

What a test kills stays a process of its own: own memory, files, sockets and session, dead at once
under SIGKILL, its exit told by the kernel to the process that started it. Only the reading of its
modules (four seconds of CPU for the API) was done before, by a process that opens nothing, starts
no thread and keeps no setting. How long a part takes from nothing `tests.runtime` shows.

`python -m tests.faults.forker <descriptor>` serves one socket until its other end is closed. Each
message is one order, with the log file and a socket on which the part says which process it is and in
what time zone, and its keeper how it ended (`tests.faults.forked` is the other end).
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import runpy
import signal
import socket
import sys
import threading
import time
from importlib import import_module
from typing import Any

from runtime import packs

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


def read_programs() -> None:
    """All that the parts read before they look at any setting."""
    gc.disable()
    for module in ("api.serving", "worker", "sandbox.__main__", "tests.faults.impatient_api"):
        import_module(module)
    packs.load()
    gc.freeze()
    gc.enable()


def serve(orders: socket.socket) -> None:
    """A keeper for each order: it starts the part, waits for its end, tells it, and ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the keepers
    while True:
        message, handles, _, _ = socket.recv_fds(orders, 1 << 20, 2)
        if not message:
            return
        if os.fork() == 0:
            orders.close()
            _keep(json.loads(message), *handles)
            os._exit(0)
        for handle in handles:
            os.close(handle)


def _keep(order: dict[str, Any], log: int, told: int) -> None:
    _die_with_parent()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    part = os.fork()
    if part == 0:
        _become(order, log, told)
    os.close(log)
    with socket.socket(fileno=told) as teller:
        _, status = os.waitpid(part, 0)
        teller.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _become(order: dict[str, Any], log: int, told: int) -> None:
    """The part: as `python -m <module> …` in a session of its own, with the environment it was given."""
    _die_with_parent()
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.close(nothing)
    os.close(log)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, write_through=True)  # type: ignore[union-attr]
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    with socket.socket(fileno=told) as teller:
        teller.sendall(f"{os.getpid()} {os.environ.get('TZ', '')}\n".encode())
    _, _, module, *arguments = order["command"]
    sys.argv = [module, *arguments]
    sys.modules.pop(module, None)
    code: object = 1
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else 1)


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    _die_with_parent()
    read_programs()
    assert threading.active_count() == 1, "a fork takes no thread along"
    serve(socket.socket(fileno=int(sys.argv[1])))
