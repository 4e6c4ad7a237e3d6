"""The front door against the real Temporal server, real tables and a real worker."""
