DROP TABLE term_changes;
