"""Papers as the county prints them."""
