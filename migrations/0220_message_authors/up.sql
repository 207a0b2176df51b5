-- From which address somebody of the team wrote: a colleague who was taken off, or an asker who was replaced, is found by
-- it. Staff write by their account.
ALTER TABLE messages ADD COLUMN author_email TEXT;

UPDATE messages SET author_email = (SELECT r.from_email FROM received_mails r WHERE r.id = messages.mail_id)
WHERE author_kind = 'team' AND mail_id IS NOT NULL;

UPDATE messages SET author_email = (SELECT MIN(c.email) FROM ticket_colleagues c
    WHERE c.ticket_id = messages.ticket_id AND c.name = messages.author_name)
WHERE author_kind = 'team' AND author_email IS NULL;

UPDATE messages SET author_email = (SELECT t.beneficiary_email FROM tickets t
    WHERE t.id = messages.ticket_id AND t.beneficiary_name = messages.author_name)
WHERE author_kind = 'team' AND author_email IS NULL;

UPDATE messages SET author_email = (SELECT t.asker_email FROM tickets t
    WHERE t.id = messages.ticket_id AND t.asker_name = messages.author_name AND t.anonymised_at IS NULL)
WHERE author_kind = 'team' AND author_email IS NULL;

CREATE INDEX messages_by_author_email ON messages (author_email) WHERE author_email IS NOT NULL;
