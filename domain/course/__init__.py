"""The course of applications over a county: how long each stage took, which ways they went, and who
used which days.

Computed from nothing but the lines of the cases' own records, so that a page, a command and an
archive give the same figures.
"""
