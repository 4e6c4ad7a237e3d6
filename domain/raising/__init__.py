"""What is brought before the meeting, by whom, and on which conditions it is taken in.

`order` is what a case, a unit, the bureau or an alert brings; `admission` the place's conditions,
the same for all of them (TR-12). What becomes of it afterwards lives in `domain.meeting`.
"""
