"""A county in a box: invented people, the departments that know about them, a bank, a gateway.

Here lives everything the world outside would be in a rehearsal, over real HTTP, SMTP and files, and
the staff of the demonstration. Nothing of the house imports it; no real person stands in it.
"""
