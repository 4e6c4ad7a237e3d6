"""一事一议: a hard case before the joint meeting, as values.

`lifecycle` is the table of both procedures, `acts` what people do, `item` the state of one item on
its way to a decision and `engine` its only door; `resolution` is what the meeting gives back to
the case, `measures` the tracked tasks of the units afterwards, `tasks` who must do what by when.
Nothing here knows a workflow, a table or the clock.
"""
