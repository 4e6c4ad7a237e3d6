"""The office's desk in the tables: affairs, reports, papers, the units' mail, what each unit did.

Written from what the workflows know, each unit's mail once whoever begins it again. `affairs` and
`reports` write and list, `mail` is what units got, `work` counts for the half-yearly reports,
`register` what is open by unit and age. No law, no page.
"""
