"""What the acts of each phase need and do, in the order of the regulation.

Functions from file to file that `domain.case.engine` calls; each raises CaseRefusal where the act
is not lawful. A phase may look at an earlier one; none waits, and none writes the journal.
"""
