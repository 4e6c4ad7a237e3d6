"""The case model driven by chance: whatever people try and in whatever order, the law holds.

`sim` plays the workflow's part without a server; `invariants` are the sentences that must hold
after every step; `test_machine` looks for a counter-example (R3).
"""
