"""The papers of a county: notices to a family, the sheet on the notice board, minutes, letters.

Here lives what turns values into a printable page: templates, the words of formal papers, the
whitelist of what may hang in public, and the register of issued papers. Nothing here decides:
reasons, figures and dates come in from the case, and what nobody has set is printed as
「尚未设定」. No clock, no network; nothing may be imported from `store` or anything above it.
"""
