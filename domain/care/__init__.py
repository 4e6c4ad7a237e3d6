"""What a county keeps about care beside its cases: coverage, institutions, the visits of departments.

Pure values and sums. What happens to one person stands in his case (`domain.case.caring`).
"""
