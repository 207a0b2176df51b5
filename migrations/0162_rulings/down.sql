ALTER TABLE call_questions DROP COLUMN changes_rules;
