-- Where a place says that it has moved for good.
ALTER TABLE link_checks ADD COLUMN moved_to TEXT;
