"""A year of a county in minutes: scripted staff behind the real HTTP door, on virtual time.

`timekeeper` keeps the calendar, `staff` are the people logged in by role, `casework` and `living`
do what the system says is to be done, `paydays` run the county's month, `main` puts it together
and `table` shows what the system says came of it. Nothing here decides anything about a case.
"""
