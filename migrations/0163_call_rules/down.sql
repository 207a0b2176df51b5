DROP TABLE call_rules;
