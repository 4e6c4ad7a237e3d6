"""The proof of a month: recomputed from the histories, the frozen list, the bank's files and the ledger.

`proof` compares values and names one household a line; `gather` brings them together; `commands`
is `doudi pay prove`.
"""
