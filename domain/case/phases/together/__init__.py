"""What others do for the household of a case: referral, charity, pairing, services, insurance."""
