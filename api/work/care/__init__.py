"""Care at the door: who is cared for how, institutions and their inspections, planned visits."""
