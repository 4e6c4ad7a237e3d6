"""How a process of ours is wired: settings, keys, codec, Temporal client, logging, sessions, packs.

Whatever every process needs before it can do its own work lives here, and the embedded default
that starts them all as one process tree. No rule of the law, no table and no page may live here;
the only house modules it may import are `workflows` and `domain`.
"""
