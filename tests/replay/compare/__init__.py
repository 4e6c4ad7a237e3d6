"""A golden history of 每月比对, beside those of cases; `python -m tests.replay.compare.record` plays it."""
