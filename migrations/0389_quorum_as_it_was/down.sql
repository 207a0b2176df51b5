ALTER TABLE body_meetings DROP COLUMN quorum_needed;
ALTER TABLE body_meetings DROP COLUMN quorum_there;
ALTER TABLE body_meetings DROP COLUMN quorum_votes;
