"""The law of the nation and of each place, as YAML only.

`national/` holds what applies everywhere, `places/<code>/` what one place adds or replaces
(`place.yaml` is the place itself, `demo.yaml` holds nothing but invented values), `schema.json`
the form. No code lives here: `runtime/packs.py` reads and checks these files, `domain/resolving.py`
resolves them.
"""
