"""`doudi rebuild`: the tables of cases made again from their histories, and what had been changed in
them named. It writes no case, and nothing into the tables but what the histories say."""
