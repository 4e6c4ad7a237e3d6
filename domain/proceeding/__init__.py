"""What the proceedings of supervision have in common: one value, one table, one door.

A complaint, a spot check, a matter of credit and a regular round are each a `Proceeding` with its own
fields; a `Procedure` is the table of what is lawful in it and the only door into its state. Errands
are what it asks of the world. What each act means stands with its own package.
"""

from domain.proceeding.file import Done, Errand, Line, Proceeding, Step
from domain.proceeding.procedure import Procedure

__all__ = ["Done", "Errand", "Line", "Procedure", "Proceeding", "Step"]
