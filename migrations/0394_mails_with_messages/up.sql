-- A mail is of the ticket that the message stands in which came by it, as messages were moved by merges and splits.
UPDATE received_mails SET
    ticket_id = (SELECT m.ticket_id FROM messages AS m WHERE m.mail_id = received_mails.id),
    reference = (SELECT t.reference FROM messages AS m JOIN tickets AS t ON t.id = m.ticket_id WHERE m.mail_id = received_mails.id)
WHERE EXISTS (SELECT 1 FROM messages AS m WHERE m.mail_id = received_mails.id AND m.moved_from IS NOT NULL);
