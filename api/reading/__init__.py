"""An auditor reads by leave (审计调阅授权): the one seam for every request of his.

`routes` says how an address stands to the scope of a leave, `rights` what an account may read today,
`admission` lets a request in or not, `seam` writes the line of the read log before anything is shown.
Nobody else passes here.
"""
