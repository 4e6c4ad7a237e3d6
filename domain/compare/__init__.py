"""每月比对: the whole roll against each department that is not connected yet (JZ-03, JZ-53).

`rows` and `matching` read a department's list and find whom it is about, `causes` say what a
finding may mean, `alerts` how long it took; the procedure of one month is `acts`, `lifecycle`,
`file`, `engine`, `tasks`. Nothing here changes anybody's aid: a match becomes a lead on the living
case, where a person looks (`domain.case.phases.living.hits`).
"""
