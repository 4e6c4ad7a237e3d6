"""A case that goes over into a second life or into another case: put back, moved, split, joined."""
