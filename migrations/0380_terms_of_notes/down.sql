CREATE TABLE retention_terms_next (
    term TEXT PRIMARY KEY NOT NULL CHECK (term IN ('closed', 'spam', 'quarantine', 'received', 'machine', 'sent', 'said', 'proof', 'readings', 'audit', 'sessions', 'invitations', 'duty', 'requests', 'drafts', 'filed', 'spaces', 'seats', 'signatories', 'owners', 'authors', 'webhooks')),
    length INTEGER NOT NULL CHECK (length > 0)
);
INSERT INTO retention_terms_next (term, length)
SELECT term, length FROM retention_terms WHERE term NOT IN ('times', 'checks', 'proposals');
DROP TABLE retention_terms;
ALTER TABLE retention_terms_next RENAME TO retention_terms;
