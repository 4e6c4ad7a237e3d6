"""`doudi cases` and `doudi items`: what the tables say, for a person at a terminal.

Everything here reads and nothing acts: an act on a case goes through the front door, under a role.
Names are masked, and of the record only what happened is shown, not what was written in it.
Output is Chinese; `--json` gives the same rows by their codes.
"""
