"""Who sees what: sealed columns, the table of fields, masking, townships, hostile input, refusals."""
