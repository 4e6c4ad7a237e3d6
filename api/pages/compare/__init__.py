"""The pages of 每月比对: months, lists, doubts, the leads of a township, from alert to action."""
