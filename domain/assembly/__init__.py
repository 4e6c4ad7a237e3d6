"""A meeting of the departments (一次会议), as values: called, announced, sat, minuted, sent out.

`lifecycle` is the table of the procedure, `acts` what people do, `points` one point of the agenda,
`file` all that is recorded of one meeting, `engine` its only door with `phases` behind it, `tasks`
who must do what, `sight` who may read which point (TR-59), `figures` what a meeting granted. What
becomes of one household stands in `domain.meeting`; nothing here decides about a household by
itself, and nothing knows a workflow, a table or the clock.
"""
