"""Complaints, petitions and reports by name (信访、投诉、举报), from the register to the answer.

`lifecycle` is the table, `acts` what people do, `file` the state, `engine` what each act does and the
procedure of it, `sight` who may read what. Who said it and what was said stand in one sealed table
(`store.watch.complaints`) and in no history: here are codes, days and units only. A report against
staff goes to discipline inspection, and nobody else learns that it exists (HB-22, JZ-45 to JZ-48,
JZ-55, TR-22).
"""
