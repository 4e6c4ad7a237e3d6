"""一事一议: a hard case before the joint meeting, as values.

`resolution` is what the meeting gives back to the case; `item` the state of one item on its way to
a decision; `measures` the tracked tasks of the units afterwards.
"""
