"""Golden histories: every branch of the lifecycle, recorded on the real server and replayed here.

`stories*.py` say what happens in each, `record.py` plays them and writes `histories/`, `golden.py`
reads them. The tests recompute all of them, and see changed code and changed histories refused.
People are synthetic; the histories are stored open and sealed anew with a throw-away key when
they are read, so that nothing in this folder is a secret.
"""
