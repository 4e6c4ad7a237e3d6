"""Figures of a county for a month or a year, as values that check themselves.

Counted in `store`, shown by `api` and `documents`; nothing here knows a household.
"""
