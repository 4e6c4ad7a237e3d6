"""Golden histories of the joint meeting: items, their measures, meetings, beside those of cases.

`python -m tests.replay.joint.record [NAME …]` plays the stories on a real server and writes those
whose certificate passes. Histories are never recorded anew to hide a change.
"""
