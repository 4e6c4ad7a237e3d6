"""The office's desk at the door: opening affairs and reports, what an act on them records besides
what was typed, what is shown to whom. Rules live in `domain.desk` and `domain.reporting`.
"""
