"""Half-yearly reports of the member units and the office's report to the government (TR-52, TR-54).

`period` is the half year, `work` what a unit really did in doudi, `headings` the texts made of it,
`lifecycle` the table, `acts` what people do, `file` the state, `engine` its only door, `tasks` who
must do what by when. How often and by when is the place's pack; a place without a rule has none.
"""
