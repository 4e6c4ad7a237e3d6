"""暂缓复核: in an emergency the rechecks of an area are put off by one decision, which can be taken
back, and which is not over before every household put off was looked at (57号 Art 31)."""
