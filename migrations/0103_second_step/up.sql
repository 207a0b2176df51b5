-- What somebody proves beside their link or password: a code of an app. Its secret follows from SECRET_KEY, the account
-- and this salt: whoever holds the database alone makes no code.
CREATE TABLE second_steps (
    account_id TEXT PRIMARY KEY NOT NULL REFERENCES accounts (id),
    salt TEXT NOT NULL,
    set_at TIMESTAMP NOT NULL,
    -- The thirty seconds of the last code that was used: none is taken twice.
    last_step BIGINT NOT NULL
);

-- For who has lost the app: each opens once. Only hashes are kept.
CREATE TABLE recovery_codes (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    code_hash TEXT NOT NULL UNIQUE,
    made_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX recovery_codes_by_account ON recovery_codes (account_id);

-- Who has given the first step in some browser, and not yet the second.
CREATE TABLE first_steps (
    token_hash TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- By link, password, invitation, mail.
    way TEXT NOT NULL,
    given_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX first_steps_by_account ON first_steps (account_id);
