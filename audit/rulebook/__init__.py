"""The rulebook: the auditor's 34 questions as assertions over histories, asked of every case.

`rules` is the one table of them (command, page and docs read it), `dossier` what they read,
`application`, `living` and `county` the assertions, `book` asks them all, `run` over a county and
only of what has changed. A breach names the case, the day and the act, and never a person.
"""
