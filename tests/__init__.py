"""Tests as sentences about the law or a user; no code of the house may import them."""
