"""The evidence bundle: one file about one case or procedure, for somebody who has nothing of ours.

Histories sealed as they are, the certificate, papers, policy snapshots, the steps, and a page that
needs only a browser. Personal data is in it by role: a role sees in the bundle what it sees at its
desk. Every file stands in a signed manifest; who made it, when and what for stands on every page.
"""
