-- A call may say which kind of node it labels.
ALTER TABLE calls ADD COLUMN node_kind TEXT CHECK (node_kind IN ('workshop', 'thematic_centre', 'resource_centre'));

-- Until this day it was on trajectory, where it is labelled since.
ALTER TABLE labels ADD COLUMN trajectory_until DATE;
