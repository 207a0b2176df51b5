DELETE FROM ticket_search WHERE id IN (SELECT ticket_id FROM messages WHERE reach = 'side');
UPDATE sweeps SET last_run_at = NULL WHERE kind = 'search';
