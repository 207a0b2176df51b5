-- How long things are kept, where the network chose another term than ours. The unit (days, months, years) is the program's.
CREATE TABLE retention_terms (
    term TEXT PRIMARY KEY NOT NULL CHECK (term IN ('closed', 'spam', 'quarantine', 'received', 'machine', 'sent', 'said', 'proof', 'readings', 'audit', 'sessions', 'invitations', 'duty', 'requests', 'drafts', 'filed', 'spaces', 'webhooks')),
    length INTEGER NOT NULL CHECK (length > 0)
);
