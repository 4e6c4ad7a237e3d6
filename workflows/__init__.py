"""What happens, in order: the durable procedures of a county.

Deterministic code only. A workflow reads its state from the pure model in `domain`, waits for acts
and days, and reaches the world through the typed stubs in `steps`. Nothing here imports a
database, a template or an HTTP client.
"""
