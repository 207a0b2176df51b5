-- What was noted beside working time, on checked pages and with proposed coverage is kept for a term too.
CREATE TABLE retention_terms_of_notes (
    term TEXT PRIMARY KEY NOT NULL CHECK (term IN ('closed', 'spam', 'quarantine', 'received', 'machine', 'sent', 'said', 'proof', 'readings', 'audit', 'sessions', 'invitations', 'duty', 'requests', 'drafts', 'filed', 'spaces', 'seats', 'signatories', 'owners', 'authors', 'times', 'checks', 'proposals', 'webhooks')),
    length INTEGER NOT NULL CHECK (length > 0)
);
INSERT INTO retention_terms_of_notes (term, length) SELECT term, length FROM retention_terms;
DROP TABLE retention_terms;
ALTER TABLE retention_terms_of_notes RENAME TO retention_terms;
