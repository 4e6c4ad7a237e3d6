"""The thin front door: the JSON API under `/api/v1` (`v1/`) and plain pages with the same functions.

What an act means is decided in `domain` and kept in workflows; here stand signing in, scope, the
shape of messages, answers to mistakes, and HTML. No rule of the law and no SQL may live here.
"""
