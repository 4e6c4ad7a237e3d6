"""主动发现 behind the doors: reports, lists, acts on leads, and the ways from a visit to a case.

Nothing in here gives anybody anything: cases are opened by `api.work.intake` and decided in
`domain.case`. Figures and the village records are read and written by `store`.
"""
