"""Which store this installation keeps its archive and the copy of its operators' log in."""

from __future__ import annotations

from typing import Final

from audit.archive.space import DirectorySpace, Space
from runtime.settings import Settings

TRAIL: Final = "trail/"


def space_of(settings: Settings) -> Space:
    """Where this installation keeps its archive: a bucket if one is set, else a directory."""
    if not settings.archive_bucket:
        return DirectorySpace(settings.archive_dir)
    return _bucket(
        settings.archive_bucket, "", settings.archive_endpoint, settings.archive_lock_days
    )


def trail_space_of(settings: Settings) -> Space:
    """Where the copy of the operators' log is kept. Below `trail/` of its bucket: the archive may have
    the same one, and both have objects of one name."""
    if not settings.trail_bucket:
        return DirectorySpace(settings.trail_dir)
    return _bucket(settings.trail_bucket, TRAIL, settings.trail_endpoint, settings.trail_lock_days)


def _bucket(bucket: str, prefix: str, endpoint: str, lock_days: int) -> Space:
    from audit.archive.s3 import S3Space  # takes half a second to load, and few have one

    return S3Space(bucket, prefix, endpoint=endpoint, lock_days=lock_days)
