"""Departments and society acting together on one household, outside the joint meeting (register 5.32).

Referral from a case to the unit that owns an aid (转介), gifts of charity, pairing help, bought
services, insurance paid, and all of it on one timeline. Values and pure functions only; what an act
does to a case stands in `domain.case.phases.together`.
"""
