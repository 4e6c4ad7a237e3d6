"""A server on this machine that speaks S3, with a bucket whose objects can be locked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
import pytest
from moto.server import ThreadedMotoServer

BUCKET = "doudi-archive"


@contextmanager
def s3_server(patch: pytest.MonkeyPatch) -> Iterator[str]:
    """Its address, while it runs; key and secret stand in the environment."""
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "somebody"),
        ("AWS_SECRET_ACCESS_KEY", "nothing"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        patch.setenv(name, value)
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    boto3.client("s3", endpoint_url=address).create_bucket(
        Bucket=BUCKET, ObjectLockEnabledForBucket=True
    )
    try:
        yield address
    finally:
        server.stop()
