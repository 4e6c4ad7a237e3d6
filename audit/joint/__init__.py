"""Proof of the joint meeting (A27): of one item, or of a meeting with every item on its agenda.

`facts` says what the recomputed runs tell: who attended, what each unit said or that it was silent,
what was promised, done and late. `crosscheck` holds a meeting and its items against each other,
which no single history can. `certificate` replays and puts both together, `show` prints it.
"""
