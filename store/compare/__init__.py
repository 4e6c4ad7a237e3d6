"""每月比对 in the tables: `roll` who is in aid, `taking` a department's lines, `telling` hits to cases,
`months` the projection and lists, `leads` what living cases made of them, `alerts` how long it took.
"""
