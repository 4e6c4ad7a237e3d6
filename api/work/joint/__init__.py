"""The joint meeting at the door: who is in the body, items that no case has raised, and what the
door reads for an act on an item. Rules live in `domain.body`, `domain.raising`, `domain.meeting`.
"""
