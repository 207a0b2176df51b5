-- Zeros that take up what is free in SQLite's file after an erasure, for a moment each; PostgreSQL needs none.
CREATE TABLE free_pages (
    id TEXT PRIMARY KEY NOT NULL,
    zeros TEXT NOT NULL
);
