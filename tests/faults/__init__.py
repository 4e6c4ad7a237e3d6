"""What must hold when things break, and what must never get out, shown on the real stack.

Here a whole embedded default with its sandbox is worked by scripted staff over HTTP while parts of
it are killed, asked twice, kept dead, or searched byte by byte. Nothing here is a stand-in; what a
rule says in itself is tested beside its layer.
"""
