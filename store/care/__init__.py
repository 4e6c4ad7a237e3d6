"""Care in the tables: people supported (a projection), institutions, visits planned by departments."""
