"""The event log: what happened to cases, as OCEL 2.0 and XES, for whoever mines processes.

It is read off the sealed histories themselves, without a replay and without a table, and holds no
personal data: people are keyed pseudonyms, officials their post. The lifecycle table goes along as
a Petri net (`model`), so that anybody can hold the log against the law as the program has it.
"""
