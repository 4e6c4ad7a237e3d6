"""Help given once: the hardship, the decision, what is handed over, its papers afterwards."""
