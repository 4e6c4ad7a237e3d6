"""The coordinating body of a place as dated data: who convenes it and who is a member on which day.

`change` are the messages and the kept changes, `composition` puts the pack and the changes
together for any day, `deciding` says what may be proposed and who must decide it by the place's
own rule. What the body does with a case lives in `domain.meeting`; nothing here knows a table.
"""
