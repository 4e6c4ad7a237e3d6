"""长期公示: who draws aid in a village, as it may hang there for years (JZ-43, JZ-44, YC-27).

The sheet of a day is derived from the living cases; nobody keeps a list by hand, so it shrinks by
itself when somebody leaves. What was posted is kept as it was posted.
"""
