"""The copy of the operators' log in an S3-compatible store: as append-only there as in a directory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner

from audit.archive.space import DirectorySpace, Taken
from audit.archive.where import space_of, trail_space_of
from audit.commands import audit_app
from audit.trail.keeper import Trail
from audit.trail.verify import verify_trail
from runtime.keys import KeyRing
from runtime.settings import Settings
from store import audit_log
from store.engine import Store
from tests.audit.s3 import BUCKET, s3_server
from tests.tables import migrated


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """An installation whose trail goes to a bucket with object lock, as its environment says."""
    KeyRing.create(tmp_path / "keys.json", demo=True)
    with s3_server(monkeypatch) as endpoint:
        for name, value in {
            "HOME": str(tmp_path),
            "KEY_FILE": str(tmp_path / "keys.json"),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'doudi.db'}",
            "TRAIL_BUCKET": BUCKET,
            "TRAIL_ENDPOINT": endpoint,
            "TRAIL_LOCK_DAYS": "30",
        }.items():
            monkeypatch.setenv(f"DOUDI_{name}", value)
        settings = Settings()
        migrated(settings.database_url)
        yield settings


def say(store: Store, *what: str) -> None:
    with store.write() as session:
        for one in what:
            audit_log.record(
                session, at=datetime.now(UTC), who="jz.auditor", what=one, result="done"
            )


async def test_the_trail_is_kept_in_a_bucket_verified_from_there_and_not_deleted(
    kept: Settings,
) -> None:
    ring = KeyRing.load(kept.key_file)
    store = Store(kept.database_url, ring)
    space = trail_space_of(kept)
    trail = Trail(store, space, ring)
    say(store, "sign_in", "read /cases")
    assert (await trail.once()).lines == 2
    say(store, "sign_out")
    again = Trail(store, trail_space_of(kept), ring)
    assert (await again.once()).lines == 1, "a worker that starts anew reads on in the bucket"
    [first, second] = space.names("log")
    with pytest.raises(Taken):
        space.put_new(first, b"another first line")

    whole = CliRunner().invoke(audit_app, ["trail", "verify"])
    assert whole.exit_code == 0 and "比对了3条操作记录" in whole.output, whole.output
    assert CliRunner().invoke(audit_app, ["trail", "status"]).output.startswith("已存证3条")
    proof = CliRunner().invoke(audit_app, ["trail", "prove", "2"])
    assert proof.exit_code == 0 and json.loads(proof.stdout), proof.output
    assert not kept.trail_dir.exists(), "nothing of it stays on the county's own disk"

    there = boto3.client("s3", endpoint_url=kept.trail_endpoint)
    [version] = there.list_object_versions(Bucket=BUCKET, Prefix=f"trail/{second}")["Versions"]
    with pytest.raises(ClientError, match="AccessDenied"):
        there.delete_object(Bucket=BUCKET, Key=f"trail/{second}", VersionId=version["VersionId"])

    with store.read() as session:
        rows = list(audit_log.in_order(session))
    there.delete_object(Bucket=BUCKET, Key=f"trail/{second}")  # a marker over it: it is hidden
    lost = verify_trail(space, rows)
    assert not lost.whole and "存证被截短" in "".join(lost.faults)
    store.close()


def test_archive_and_trail_may_share_a_bucket_and_each_stays_in_a_directory_unless_told(
    kept: Settings, settings: Settings
) -> None:
    both = kept.model_copy(
        update={"archive_bucket": BUCKET, "archive_endpoint": kept.trail_endpoint}
    )
    space_of(both).put_new("log/00000000", b"a closed run")
    trail_space_of(both).put_new("log/00000000", b"a line of the log")
    assert space_of(both).get("log/00000000") == b"a closed run"
    assert space_of(both).names("log") == ["log/00000000"]
    assert isinstance(trail_space_of(settings), DirectorySpace)
