"""What staff do in the programmes beside 低保: caring for a person, helping once, answering a request.

Each class answers tasks of the case's own list, one method an act; who looks at the list and when
stands in `casework`. Nothing in here decides anything about a case.
"""
