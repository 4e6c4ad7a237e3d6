"""Mending a stuck or wrong case: proposed by one, confirmed by another, nothing wiped out."""
