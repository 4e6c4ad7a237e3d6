"""What touches the world for the workflows: one file per counterpart, each effect repeatable.

Names and types are those of the stubs in `workflows.steps`; a test holds the two equal. What a
person must correct is raised as an error that is not retried, everything else as a fault that is.
No error text holds personal data: the server and the logs show it in clear. No rule of the law
and no page may live here.
"""
