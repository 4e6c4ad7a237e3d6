"""One household's case as a pure model: its stages, its acts, its file, and what each act does.

`lifecycle` is the one table of stages, roles and lawful moves; `acts` the messages; `file` the one
value that holds a case's state, made of `records`; `phases` says what each act needs and does.
`engine` is the only door: `apply` and `tick`. Nothing here waits or reaches out.
"""
