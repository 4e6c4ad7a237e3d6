"""The JSON API: one router a subject. A router says who may call and what is answered, no more."""

from typing import Final

V1: Final = "/api/v1"
"""Where every router of this folder stands: `APIRouter(prefix=V1, …)`."""
