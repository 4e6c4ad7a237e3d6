"""Tables of the proceedings of supervision: written from their workflows, read as lists.

`proceedings` is the one list for all kinds, `complaints` the sealed words and the register of
complaints. A report against staff is in no list but the one its own function gives.
"""
