"""Golden histories of the proceedings of supervision: each path recorded once, replayed for ever."""
