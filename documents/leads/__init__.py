"""Another department's list (主动发现名单): a workbook read into rows, each of them a person to visit.

`read_list` takes what is right and names by row and column what is not; `write_list` makes a blank
or filled one. Nothing here opens a lead or a case, and nothing that stands in a cell is ever
repeated in a message.
"""

from documents.leads.model import ListedPerson, ListReading
from documents.leads.reading import read_list
from documents.leads.writing import write_list

__all__ = ["ListReading", "ListedPerson", "read_list", "write_list"]
