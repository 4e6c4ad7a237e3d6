"""The API as it is, but it does not wait a minute before it takes a dead process's command up.

Else a test with a dozen deaths would wait for most of its time. Taken up earlier, a command runs
twice at once more often, which is the harder case.
"""

from __future__ import annotations

from datetime import timedelta

from fastapi import FastAPI

from store import idempotency


def create_app() -> FastAPI:
    from api.app import create_app as create

    idempotency.PATIENCE = timedelta(seconds=2)
    return create()
