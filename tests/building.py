"""The name of the code under test. A worker without one digests every loaded module at its start."""

from typing import Final

BUILD: Final = "tests"
