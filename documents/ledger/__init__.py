"""The application ledger (申请台账): a workbook as a township clerk keeps it, read and written.

`read_ledger` takes what is right and names by row and column what is not; `write_ledger` makes a
workbook a clerk can go on filling in. Nothing here opens cases or decides; nothing that stands in
a cell is ever repeated in a message.
"""

from documents.ledger.model import Fault, LedgerApplication, LedgerReading
from documents.ledger.reading import read_ledger
from documents.ledger.writing import write_ledger

__all__ = ["Fault", "LedgerApplication", "LedgerReading", "read_ledger", "write_ledger"]
