"""The front door as a process: `doudi api`."""

from __future__ import annotations

import uvicorn

from api.app import create_app
from runtime.settings import load_settings

_GRACE_SECONDS = 5  # the UI's long polls would hold the end up for as long as a page is open


def api() -> None:
    """Serve the API and the pages until asked to stop."""
    settings = load_settings()
    uvicorn.run(
        create_app,
        factory=True,
        host=settings.api_host,
        port=settings.api_port,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
