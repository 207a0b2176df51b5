ALTER TABLE link_checks DROP COLUMN moved_to;
