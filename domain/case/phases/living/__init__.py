"""A household in aid: changes, rechecks, duties, the end of a recognition."""
