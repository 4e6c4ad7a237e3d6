"""The published meetings of `examples/meetings`, played on a real server: `doudi example NAME`.

`told` reads what a report said, `stage` brings every household through its own item and the meeting
through its agenda to its minutes by real workflows and activities, `commands` prints what came out
beside what was told, with the certificate.
"""
