"""Meetings at the door: calling one, what its acts record besides what was typed, what is shown.

Who may read which point is `domain.assembly.sight`; no rule of a meeting stands here.
"""
