"""What holds for every request: the door itself, who is there, mistakes, limits, once-only, the log.

Nothing here knows what a case is.
"""
