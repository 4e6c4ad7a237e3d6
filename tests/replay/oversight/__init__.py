"""Golden histories of matters of supervision: each path recorded once, replayed for ever."""
