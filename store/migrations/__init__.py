"""The steps from an empty database to the present tables. A step that has run is never edited."""
