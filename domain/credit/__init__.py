"""Keeping faith and breaking it (诚信): a finding by decision, an entry, its end; referral to the police.

`lifecycle` is the table, `acts` what people do, `file` the state, `engine` what each act does. On
suspicion alone nothing is entered, stopped or recovered, and a referral to the police changes no
entitlement: those are decided in the case and in the recovery (HB-25, TR-30, YC-31, YC-32).
"""
