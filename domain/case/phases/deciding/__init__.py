"""From acceptance to the decision: survey, check, review, publicity, confirmation, and ways out."""
