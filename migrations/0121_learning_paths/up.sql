-- Collections and learning paths: materials, courses and addresses of the web in an order that somebody thought of.

CREATE TABLE learning_paths (
    id TEXT PRIMARY KEY NOT NULL,
    -- Given when it is first shown, from the title.
    slug TEXT UNIQUE,
    -- A collection is a choice; on a path each step makes the next one possible.
    kind TEXT NOT NULL CHECK (kind IN ('collection', 'path')),
    node_id TEXT NOT NULL REFERENCES nodes (id),
    title_fr TEXT NOT NULL CHECK (title_fr <> ''),
    summary_fr TEXT NOT NULL DEFAULT '',
    title_en TEXT NOT NULL DEFAULT '',
    summary_en TEXT NOT NULL DEFAULT '',
    -- What whoever begins knows already: a line each.
    known TEXT NOT NULL DEFAULT '',
    created_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    -- Since when readers see it; they do not while this is empty.
    published_at TIMESTAMP,
    lock_version INTEGER NOT NULL DEFAULT 0,
    CHECK (published_at IS NULL OR slug IS NOT NULL)
);
CREATE INDEX learning_paths_by_time ON learning_paths (kind, published_at, id);
CREATE INDEX learning_paths_by_node ON learning_paths (node_id, updated_at, id);

CREATE TABLE learning_path_steps (
    path_id TEXT NOT NULL REFERENCES learning_paths (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    material_id TEXT REFERENCES materials (id),
    course_id TEXT REFERENCES courses (id),
    url TEXT NOT NULL DEFAULT '',
    -- What an address of the web is called.
    title TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    required BOOLEAN NOT NULL DEFAULT TRUE,
    PRIMARY KEY (path_id, position),
    -- Exactly one of them.
    CHECK ((material_id IS NOT NULL AND course_id IS NULL AND url = '')
        OR (material_id IS NULL AND course_id IS NOT NULL AND url = '')
        OR (material_id IS NULL AND course_id IS NULL AND url <> ''))
);
CREATE UNIQUE INDEX learning_path_steps_material ON learning_path_steps (path_id, material_id) WHERE material_id IS NOT NULL;
CREATE UNIQUE INDEX learning_path_steps_course ON learning_path_steps (path_id, course_id) WHERE course_id IS NOT NULL;
CREATE INDEX learning_path_steps_by_material ON learning_path_steps (material_id) WHERE material_id IS NOT NULL;
CREATE INDEX learning_path_steps_by_course ON learning_path_steps (course_id) WHERE course_id IS NOT NULL;
