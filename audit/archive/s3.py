"""The archive in an S3-compatible store: written once by the store's own refusal to overwrite.

Each object goes out with `If-None-Match: *`, so of two writers one is told that the name is taken.
Where the bucket has object lock, nobody can delete it either until the lock ends. Key and secret come
from the environment, as every tool of such stores reads them (`AWS_ACCESS_KEY_ID` and so on).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from audit.archive.space import Taken

TRIES: Final = 5
_TAKEN: Final = "PreconditionFailed"
_ABSENT: Final = ("NoSuchKey", "404", "NotFound")


class S3Space:
    """`prefix`: below which all objects lie, with its slash, or empty. `lock_days`: how long object
    lock holds each object; 0 for a bucket without it."""

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        *,
        endpoint: str = "",
        region: str = "",
        lock_days: int = 0,
    ) -> None:
        self._bucket, self._prefix, self._lock = bucket, prefix, timedelta(days=lock_days)
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=region or None,
            config=Config(retries={"max_attempts": TRIES, "mode": "standard"}),
        )

    def put_new(self, name: str, content: bytes) -> None:
        held: dict[str, object] = {}
        if self._lock:
            until = datetime.now(UTC) + self._lock
            held = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until}
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=self._prefix + name,
                Body=content,
                IfNoneMatch="*",
                ChecksumAlgorithm="SHA256",
                **held,
            )
        except ClientError as error:
            if _code(error) == _TAKEN:
                raise Taken(name) from None
            raise

    def get(self, name: str) -> bytes | None:
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)
        except ClientError as error:
            if _code(error) in _ABSENT:
                return None
            raise
        content: bytes = found["Body"].read()
        return content

    def has(self, name: str) -> bool:
        try:
            self._client.head_object(Bucket=self._bucket, Key=self._prefix + name)
        except ClientError as error:
            if _code(error) in _ABSENT:
                return False
            raise
        return True

    def names(self, under: str) -> list[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=f"{self._prefix}{under}/"
        )
        start = len(self._prefix)
        return sorted(one["Key"][start:] for page in pages for one in page.get("Contents", ()))


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
