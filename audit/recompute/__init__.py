"""Recorded against recomputed: the parts the replay, the certificate and the export are built of.

`history` opens a run payload by payload, `recorder` keeps what the code asks for while it is
replayed, `compare` holds the two side by side, `policy_check` and `chain` look at snapshots and
at how runs and child workflows hang together, `findings` says what does not agree. Pure reading:
no server, no table, no file.
"""
