"""Supervision of the system by itself, as values: audits, findings, problems, errors, violations,
risk signals and evaluations.

All of them share one file (`file`), one table of acts (`moves`) and one door (`engine`): somebody
holds that something is wrong, whoever answers for it says what was done, and another person judges
the answer. What is special to audits, violations and evaluations stands in `special`. What the
tables show of a whole county is not here but in `domain.watching`.
"""
