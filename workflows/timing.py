"""How long we try, by name, so that no call sets its own seconds. These are operations, not law."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

RECORD = workflow.LocalActivityConfig(
    start_to_close_timeout=timedelta(seconds=30),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=10)
    ),
)
"""Writing our own tables: quick, and worth repeating until it works."""

ASK = workflow.ActivityConfig(
    start_to_close_timeout=timedelta(seconds=20),
    retry_policy=RetryPolicy(maximum_attempts=2, initial_interval=timedelta(seconds=1)),
)
"""One question to one department. A silent one is asked again on another day, by the workflow."""

DELIVER = workflow.ActivityConfig(
    start_to_close_timeout=timedelta(seconds=60),
    retry_policy=RetryPolicy(
        initial_interval=timedelta(seconds=1),
        maximum_interval=timedelta(minutes=10),
        non_retryable_error_types=["CaseRefusal"],
    ),
)
"""A paper or a bank file: repeated until it is out; repeating changes nothing."""
