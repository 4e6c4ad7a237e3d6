"""The information check of one household (信息核对) as values.

`answers` is what is asked and said, `demand` what a place asks in a case, `asking` under which rule
and paper, `file` the state of one check, `acts` and `byhand` what the centre does to it, `leads`,
`abouts` and `disputes` what a person should look at. A lead decides nothing; a finding does.
"""
