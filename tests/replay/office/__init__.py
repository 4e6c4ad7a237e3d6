"""Histories of leads, of the office's desk, and of what schedules start."""
