"""The desk of the joint-meeting office: what is followed outside the item of a household.

An affair (办公室事项) is one task, problem, suggestion, consultation, topic, urgent report, circular
or briefing. `lifecycle` is its table, `acts` what people do, `file` the state, `engine` its only
door with `working` and `writing` behind it, `tasks` who must do what by when, `sight` who may read
which affair, `following` what a meeting leaves to be followed, `drafting` the first draft of a
paper, `telling` the progress notices. Households live in `domain.meeting` and `domain.measures`.
"""
