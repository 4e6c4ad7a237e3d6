"""What the doors do, the same for the JSON API and the pages: open cases, act, look, import."""
