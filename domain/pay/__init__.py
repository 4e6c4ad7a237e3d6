"""A month's payment of one county as values: the list, who did which step, the bank's answers.

The state is `file.PayFile`; `engine` is the only door into it; `acts` are what people do, `tasks`
what is open and why the month is not moving. `lists` names obligations and explains a list against
the month before, `ledger` says which double entries each event makes, `bankfile` is the form of
the files to and from the bank. Names and account numbers of people stand in `bankfile` alone.
"""
