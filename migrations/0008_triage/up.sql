-- What those who answer share: tags, saved views, templates of answers, checklists, time, who follows and who is there.
-- Where there is a node_id the thing is that node's; where there is none it is the network's (or a person's own).

CREATE TABLE tags (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT REFERENCES nodes (id),
    label TEXT NOT NULL,
    folded TEXT NOT NULL,
    created_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    -- No longer suggested; it stays on the tickets that have it.
    retired_at TIMESTAMP
);
CREATE UNIQUE INDEX tags_once_in_the_network ON tags (folded) WHERE node_id IS NULL;
CREATE UNIQUE INDEX tags_once_in_a_node ON tags (node_id, folded) WHERE node_id IS NOT NULL;

CREATE TABLE ticket_tags (
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    tag_id TEXT NOT NULL REFERENCES tags (id),
    tagged_by TEXT NOT NULL REFERENCES accounts (id),
    tagged_at TIMESTAMP NOT NULL,
    PRIMARY KEY (ticket_id, tag_id)
);
CREATE INDEX ticket_tags_by_tag ON ticket_tags (tag_id, ticket_id);

CREATE TABLE saved_views (
    id TEXT PRIMARY KEY NOT NULL,
    -- One's own; a node's; without either the network's.
    owner_id TEXT REFERENCES accounts (id),
    node_id TEXT REFERENCES nodes (id),
    name TEXT NOT NULL,
    -- The inbox's query string in its one spelling.
    query TEXT NOT NULL,
    position INTEGER NOT NULL,
    created_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    CHECK (owner_id IS NULL OR node_id IS NULL)
);
CREATE INDEX saved_views_by_owner ON saved_views (owner_id, position);
CREATE INDEX saved_views_by_node ON saved_views (node_id, position);

CREATE TABLE answer_templates (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT REFERENCES nodes (id),
    name TEXT NOT NULL,
    topic TEXT REFERENCES topics (code),
    body_fr TEXT NOT NULL DEFAULT '',
    body_en TEXT NOT NULL DEFAULT '',
    -- Name and texts, folded for search.
    terms TEXT NOT NULL DEFAULT '',
    uses INTEGER NOT NULL DEFAULT 0,
    used_at TIMESTAMP,
    created_by TEXT NOT NULL REFERENCES accounts (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    lock_version INTEGER NOT NULL DEFAULT 0,
    retired_at TIMESTAMP,
    CHECK (body_fr <> '' OR body_en <> '')
);
CREATE INDEX answer_templates_by_node ON answer_templates (node_id, name);

-- What is right for those whom one body employs, where it differs.
CREATE TABLE answer_variants (
    template_id TEXT NOT NULL REFERENCES answer_templates (id) ON DELETE CASCADE,
    institution TEXT NOT NULL REFERENCES institutions (slug),
    body_fr TEXT NOT NULL DEFAULT '',
    body_en TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (template_id, institution),
    CHECK (body_fr <> '' OR body_en <> '')
);

CREATE TABLE checklist_steps (
    id TEXT PRIMARY KEY NOT NULL,
    node_id TEXT REFERENCES nodes (id),
    topic TEXT NOT NULL REFERENCES topics (code),
    label_fr TEXT NOT NULL,
    label_en TEXT NOT NULL,
    position INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL,
    retired_at TIMESTAMP
);
CREATE INDEX checklist_steps_by_topic ON checklist_steps (topic, position);

CREATE TABLE ticket_steps (
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    step_id TEXT NOT NULL REFERENCES checklist_steps (id),
    ticked_by TEXT NOT NULL REFERENCES accounts (id),
    ticked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (ticket_id, step_id)
);

CREATE TABLE time_notes (
    id TEXT PRIMARY KEY NOT NULL,
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    -- The node whose time it was, wherever the ticket goes afterwards.
    node_id TEXT NOT NULL REFERENCES nodes (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    word TEXT NOT NULL DEFAULT '',
    spent_on DATE NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX time_notes_by_ticket ON time_notes (ticket_id, created_at);
CREATE INDEX time_notes_by_node ON time_notes (node_id, spent_on);

CREATE TABLE ticket_followers (
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    -- Kept as a row when somebody stops, so that writing again does not start it anew.
    follows BOOLEAN NOT NULL,
    since TIMESTAMP NOT NULL,
    PRIMARY KEY (ticket_id, account_id)
);
CREATE INDEX ticket_followers_by_account ON ticket_followers (account_id, ticket_id);

CREATE TABLE mentions (
    message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP,
    PRIMARY KEY (message_id, account_id)
);
CREATE INDEX mentions_unseen ON mentions (account_id, ticket_id) WHERE seen_at IS NULL;
CREATE INDEX mentions_by_ticket ON mentions (ticket_id);

-- Which of these mails somebody wants; all of them where there is no row.
CREATE TABLE mail_choices (
    account_id TEXT PRIMARY KEY NOT NULL REFERENCES accounts (id),
    mentions BOOLEAN NOT NULL,
    followed BOOLEAN NOT NULL
);

CREATE TABLE presences (
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    writing BOOLEAN NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    PRIMARY KEY (ticket_id, account_id)
);
CREATE INDEX presences_by_time ON presences (seen_at);
