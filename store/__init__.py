"""The tables: what lists, boards and reports read, and what only a database can promise.

A case's truth is its workflow; these rows are its projection and can be written again from it.
What only a table can hold stands here by itself: numbers and claims given out once, idempotency
keys, users, the audit log, money. Every function takes a `Session` (a transaction somebody else
opened with `Store.read` or `Store.write`) and may be repeated. Personal data stands encrypted
(`types.EncryptedText`). No rule of the law, no HTTP and no Temporal call may live here.
"""
