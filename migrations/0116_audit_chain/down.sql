DROP TABLE submission_redactions;
DROP TABLE audit_seals;
