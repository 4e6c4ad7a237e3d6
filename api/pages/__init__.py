"""The same functions as the JSON API, as plain pages: no script, one small style sheet."""
