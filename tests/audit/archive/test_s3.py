"""The archive in an S3-compatible store keeps the same promises as in a directory."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest

from audit.archive.s3 import S3Space
from audit.archive.space import DirectorySpace, Taken
from audit.archive.where import space_of
from runtime.settings import Settings
from tests.audit.s3 import BUCKET, s3_server


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with s3_server(monkeypatch) as address:
        yield address


def test_an_object_is_written_once_listed_and_locked(endpoint: str, settings: Settings) -> None:
    space = S3Space(BUCKET, "county/", endpoint=endpoint, lock_days=30)
    space.put_new("log/00000000", b"first")
    with pytest.raises(Taken):
        space.put_new("log/00000000", b"second")
    assert space.get("log/00000000") == b"first"
    assert space.has("log/00000000") and not space.has("log/00000001")
    assert space.get("log/00000001") is None
    space.put_new("log/00000001", b"next")
    space.put_new("logs/00000000", b"elsewhere")
    assert space.names("log") == ["log/00000000", "log/00000001"]
    held = boto3.client("s3", endpoint_url=endpoint).head_object(
        Bucket=BUCKET, Key="county/log/00000000"
    )
    assert held["ObjectLockMode"] == "COMPLIANCE"
    chosen = settings.model_copy(update={"archive_bucket": BUCKET, "archive_endpoint": endpoint})
    there = space_of(chosen)
    there.put_new("runs/aa", b"sealed")
    assert isinstance(there, S3Space) and there.get("runs/aa") == b"sealed"
    assert isinstance(space_of(settings), DirectorySpace)
