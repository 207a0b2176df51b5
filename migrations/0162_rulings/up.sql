-- An answer that changes or settles the rules: whoever owns an application to the call was told.
ALTER TABLE call_questions ADD COLUMN changes_rules BOOLEAN NOT NULL DEFAULT FALSE;
