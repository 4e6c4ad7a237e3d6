"""What becomes of a decision of the joint meeting: one tracked task per unit and measure.

`lifecycle` is the table, `acts` what people do, `file` the state and `engine` its only door,
`tasks` who must do what by when. How a decision comes about lives in `domain.meeting`.
"""
