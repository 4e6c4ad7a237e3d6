"""系统运行回退: a case whose run no program can go on with is set back by two people (`doudi reset`).

The point is not chosen: it is the first task the present program does not do again. Where something
signed, issued or asked stands behind it, the run is not set back (docs/adr/0010).
"""
