"""The office's year: what stands still reaches the convener by itself (TR-18, TR-11).

`stall` says when something stands still, `file` is the state of one year, `engine` its only door,
`tasks` who must do what. Day by day the workflow looks at what is open before the body and gives it
to `engine`; nothing here knows a table or the clock.
"""
