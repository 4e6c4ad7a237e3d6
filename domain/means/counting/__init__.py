"""What every test of means is put together from: who counts, what he earns, owns and is owed.

Pure functions over recorded facts and one snapshot; each gives its result with the lines a clerk
checks by hand. Whether a household is eligible for anything is not decided here.
"""
