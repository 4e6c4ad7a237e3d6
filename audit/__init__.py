"""Proof: that a case went as its history says, and that the program would decide it so again.

Here live the recomputing replay (every argument, amount, date and result a run recorded is
computed anew and compared), the certificate made of it, and the export that carries histories to
an auditor who has no server of ours; `joint` does all that for items and meetings. Nothing here
changes a case, asks a department or writes a table, and nothing here decides: the law is in
`domain`, the procedure in `workflows`.
"""
