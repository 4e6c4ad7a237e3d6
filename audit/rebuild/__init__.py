"""`doudi rebuild`: the tables made again from histories, and what had been changed in them named. It
changes no procedure, and nothing in the tables but to what the histories say."""
