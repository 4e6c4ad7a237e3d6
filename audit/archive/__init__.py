"""The archive: every closed run before Temporal forgets it, in a store that only grows.

`space` is where objects lie (a directory, or anything that can refuse to overwrite), `tree` the
Merkle tree of RFC 6962 over the entries, `log` the entries, `digests` the signed heads that go to
outside holders, `keeper` the rounds that fill it, `verify` the check that needs nothing but the
directory. Payloads lie here as the server kept them: sealed.
"""
