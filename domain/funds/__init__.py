"""Money besides the monthly run, as values: budget and reserve, price subsidy, standard, recovery.

Four kinds of matter share one envelope (`matter`), one table of acts (`moves`), one door (`engine`)
and one list of errands, which is what the world has to do next. What is special to a kind stands
in `kinds`; `books` says which double entries each event makes. Nobody's name, number or account
stands in here.
"""
