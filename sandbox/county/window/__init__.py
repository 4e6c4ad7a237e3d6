"""Who comes to the one window beside the ledgers, and what reaches the county by proactive discovery.

`shapes` are the households, `families` says who of them applies for what, where and when, `leads`
what village workers, hotlines and other departments find. As in the rest of the county: no clock,
no chance, no files.
"""
