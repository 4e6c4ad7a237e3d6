"""Pages of proactive discovery: leads, other departments' lists and figures, the village records.

No decision is made here: every page sends one act or one report through `api.work.discovery`.
"""
