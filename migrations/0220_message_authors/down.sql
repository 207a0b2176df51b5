DROP INDEX messages_by_author_email;
ALTER TABLE messages DROP COLUMN author_email;
