-- How many votes were there when minutes were approved: what a body's charter asks for later does not change what was.
ALTER TABLE body_meetings ADD COLUMN quorum_votes INTEGER;
ALTER TABLE body_meetings ADD COLUMN quorum_there INTEGER;
ALTER TABLE body_meetings ADD COLUMN quorum_needed INTEGER;
