"""The information check of one household (信息核对) as values.

`answers` is what departments say, `leads` what a person should look at because of it, `file` the
state of one check with its acts. A lead never decides anything; only a person's finding does.
"""
