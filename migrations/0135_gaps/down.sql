DROP TABLE call_priorities;
