-- Files that answer a question of an application, and files that a form gives to be filled in. The bytes are in the store.

CREATE TABLE application_files (
    id TEXT PRIMARY KEY NOT NULL,
    application_id TEXT NOT NULL REFERENCES applications (id),
    field_key TEXT NOT NULL,
    -- Empty outside blocks.
    row_id TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL REFERENCES stored_files (sha256),
    name TEXT NOT NULL,
    added_by TEXT NOT NULL REFERENCES accounts (id),
    added_at TIMESTAMP NOT NULL,
    -- What was filed keeps it.
    removed_at TIMESTAMP
);
CREATE INDEX application_files_by_application ON application_files (application_id, field_key);
CREATE INDEX application_files_by_hash ON application_files (sha256);

CREATE TABLE questionnaire_files (
    questionnaire_id TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES stored_files (sha256),
    PRIMARY KEY (questionnaire_id, sha256)
);
CREATE INDEX questionnaire_files_by_hash ON questionnaire_files (sha256);
