"""What each kind of matter's acts and errands do: one module a kind.

Each exports `RULES` (act to function), `DONE` (errand to function), `NEEDS` (policy names), and
`tasks`. Stage, role, place and day were checked before by `domain.funds.engine`.
"""
