"""What each act does to a meeting, by part of it: before, during, after. Each exports `RULES`.

A function takes file and act and gives the file and a line for the record; what is not lawful is a
CaseRefusal. Stage, role, place and day were checked before by `domain.assembly.engine`.
"""
