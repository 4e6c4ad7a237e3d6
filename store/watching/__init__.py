"""Supervision of the system by itself in the tables.

`matters` keeps audits, findings, problems, errors, violations, signals and evaluations as their
workflows know them; `measured` counts a year, `acts` and `overlooked` read what the boards of
`domain.watching` judge. Nothing here decides what is wrong.
"""
