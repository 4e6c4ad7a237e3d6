"""The law and the case as values.

Standard library and pydantic only. No clock, no randomness, no environment, no files, no
Temporal: every function here gives the same answer for the same arguments, today and when an
auditor replays the case in ten years. A purity test guards that.
"""
