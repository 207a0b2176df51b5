ALTER TABLE commitments DROP COLUMN context;
ALTER TABLE label_conditions DROP COLUMN proof_name;
ALTER TABLE label_conditions DROP COLUMN proof_sha256;
