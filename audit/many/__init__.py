"""Certificates over many cases: a list, a county, a month, side by side in several processes.

`population` says which cases, `pool` certifies them and can be stopped at any moment, `tally` is
what was found, `show` tells it to people.
"""
