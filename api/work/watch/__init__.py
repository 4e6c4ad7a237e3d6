"""Proceedings of supervision at the door: opening one, what an act on it records besides what was
typed, who sees which list, what of one is shown to whom. Rules live in `domain`."""
