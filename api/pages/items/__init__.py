"""Pages of the joint meeting beside its meetings: raising an item, its life, the units' tasks, what
a unit or a convener has before him, changes of the body. What may not be seen is not there (TR-59).
"""
