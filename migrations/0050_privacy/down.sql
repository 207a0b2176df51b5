DROP TABLE destruction_entries;
DROP TABLE destruction_lists;
DROP TABLE privacy_requests;
DROP TABLE readings;
DROP INDEX tickets_by_beneficiary;
DROP INDEX tickets_to_anonymise;
ALTER TABLE tickets DROP COLUMN anonymised_at;
ALTER TABLE tickets DROP COLUMN sensitive;
