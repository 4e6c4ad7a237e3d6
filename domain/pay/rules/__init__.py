"""What each act does to a run's file: the rules behind `domain.pay.engine`, one function an act."""
