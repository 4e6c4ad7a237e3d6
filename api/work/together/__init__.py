"""Others' help to the household of a case, for all doors: referrals, charity, services, timeline."""
