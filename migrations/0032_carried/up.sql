-- What a merge brought into the other ticket, so that undoing it takes just that back.
CREATE TABLE merge_carried (
    -- The ticket that was taken in.
    ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('tag', 'follower', 'step', 'time', 'link', 'sensitive')),
    -- The id of the tag, account, step, time note or link; empty for the mark.
    thing TEXT NOT NULL,
    PRIMARY KEY (ticket_id, kind, thing)
);
