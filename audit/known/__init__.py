"""A case as it was known at a moment: stage, facts with their source, tasks, the policy that held.

Nothing of it is read from a table: every step is the file the code shows again when the history is
replayed, so what stood on a desk on a day can be told years later.
"""
