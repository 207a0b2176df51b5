-- Where a mail was before is where its message was.
UPDATE received_mails SET
    ticket_id = (SELECT m.moved_from FROM messages AS m WHERE m.mail_id = received_mails.id),
    reference = (SELECT t.reference FROM messages AS m JOIN tickets AS t ON t.id = m.moved_from WHERE m.mail_id = received_mails.id)
WHERE EXISTS (SELECT 1 FROM messages AS m WHERE m.mail_id = received_mails.id AND m.moved_from IS NOT NULL);
