"""主动发现: one lead (线索) on its way from a report to a result, as values and pure functions.

`lifecycle` is the table, `acts` what people do, `file` the state and `engine` its only door,
`tasks` who must do what by when, `answer` what a case tells the lead it came from. A lead never
admits and never removes anybody: it ends in a case that was applied for, in a verification of a
living case, or in a reasoned no (JZ-61, JZ-62). How an application is decided lives in
`domain.case`.
"""
