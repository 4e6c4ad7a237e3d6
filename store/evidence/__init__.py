"""Photos and scans that belong to cases: judged by content, kept encrypted, found by digest.

`content`, `images` and `pdf` say what a file really is; `vault` keeps the bytes; `keeping` ties
both to a case. A file's own name never gets here, and nothing here decides who may see what.
"""
