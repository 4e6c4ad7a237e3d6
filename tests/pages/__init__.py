"""The pages in a real browser, with scripts switched off."""
