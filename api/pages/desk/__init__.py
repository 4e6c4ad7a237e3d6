"""Pages of the joint-meeting office: its year, the register, each unit's inbox, affairs, reports."""
