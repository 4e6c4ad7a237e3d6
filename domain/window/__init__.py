"""The one window (一门受理): what a place offers to whom, which requests go together, what is next.

Pure lookups in the catalogue of a snapshot and pure judgements on the facts of a case. Nothing
here changes a case: acts do that in `domain.case`.
"""
