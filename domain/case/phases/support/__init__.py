"""特困: statements, self-care, placement and care, the end of support (43号)."""
