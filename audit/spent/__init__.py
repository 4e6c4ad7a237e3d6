"""`doudi audit statistics` and `doudi audit delays`: durations, ways, bottlenecks, who used the days.

From the records in the tables, or from nothing but the histories of an archive.
"""
