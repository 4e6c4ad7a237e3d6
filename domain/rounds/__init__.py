"""Regular work of every township within a period (定期工作): it is reminded until all have done it.

Two kinds: going through the register of relatives entry by entry (JZ-49), and studying petitions
(JZ-45). `lifecycle` is the table, `acts` what people do, `file` the state, `engine` what each does.
"""
