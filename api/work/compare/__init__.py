"""每月比对 behind the door: `opening` a month, `reading` it, `lists` a department hands in, `shown` the
lines a page and the API give. Who may see what stands here; what is lawful in `domain.compare`.
"""
