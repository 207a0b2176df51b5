-- Who read a note before a merge kept it to the node of its ticket, and for whom it was; undoing the merge gives that back.
ALTER TABLE messages ADD COLUMN reach_before TEXT CHECK (reach_before IN ('desk', 'all', 'side'));
ALTER TABLE messages ADD COLUMN node_before TEXT REFERENCES nodes (id);
