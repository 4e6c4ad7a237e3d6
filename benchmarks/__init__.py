"""What a case costs: events and bytes of history, throughput against bare Temporal, replay speed.

`python -m benchmarks` (`make bench`) prints the figures of DESIGN section 10 beside the baseline;
`--write` makes the present figures the baseline. Absolute times are not compared: only counts, and
ratios measured in one run.
"""
