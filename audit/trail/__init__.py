"""操作日志存证: every line of the operators' log bound into a signed tree at another place, minute by
minute, so that whoever owns the database cannot change, drop, slip in or reorder one unseen (S21).

The lines hold codes and numbers of cases, never what was typed. `lines` is their form, `keeper`
brings them over, `verify` holds the tables against what was kept.
"""
