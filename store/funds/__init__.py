"""Money besides the monthly run, in the tables: accounts and their balance, rounds, rises, figures.

Each function is part of one transaction of its caller and may be repeated. Entries go through
`entries.post` alone, which keeps the balances beside them.
"""
