-- Who signs in with the account of their institution: tied once by an address that the provider had verified, from then on
-- known by the provider's own name for them, whatever their address becomes.
CREATE TABLE provider_accounts (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    orcid TEXT,
    linked_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP NOT NULL,
    UNIQUE (issuer, subject),
    UNIQUE (account_id, issuer)
);

-- Ways to a provider that came back: none comes back twice.
CREATE TABLE provider_returns (
    state_hash TEXT PRIMARY KEY NOT NULL,
    returned_at TIMESTAMP NOT NULL
);
