-- Whoever runs the call looks at the letters that were filed: each is verified, or refused with a reason.
ALTER TABLE application_letters ADD COLUMN verdict TEXT CHECK (verdict IN ('verified', 'refused'));
ALTER TABLE application_letters ADD COLUMN verdict_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE application_letters ADD COLUMN judged_at TIMESTAMP;
