"""Spot checks of a period (抽查): a seed, then the closed population, then the draw, then the checks.

`drawing` says who is drawn and whether the shares were kept, `lifecycle` is the table, `acts` what
people do, `file` the state, `engine` what each act does. The draw itself is `domain.spot`: anybody
repeats it from the record (JZ-16, JZ-24, JZ-25, JZ-51).
"""
