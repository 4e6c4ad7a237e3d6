"""Histories of money: budget years, price rounds, rises, recoveries, months; and who records them."""
