"""A program that runs the embedded default until it is stopped; the tests stop it unkindly."""

from __future__ import annotations

import asyncio
import json
import sys

from runtime.embedded import EmbeddedDefault, EmbeddedFault
from runtime.settings import load_settings


async def main() -> int:
    try:
        async with EmbeddedDefault(load_settings(), parts=("codec",)) as stack:
            sys.stdout.write(json.dumps(dict(stack.pids)) + "\n")
            sys.stdout.flush()
            if "busy" in sys.argv:
                await asyncio.sleep(600)
            return await stack.run_until_stopped()
    except EmbeddedFault as fault:
        sys.stderr.write(f"{fault}\n")
        return 1


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main()))
    except KeyboardInterrupt:
        sys.exit(130)
