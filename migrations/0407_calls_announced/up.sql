-- When it was first told that a call will come: whoever read that may read that it was called off.
ALTER TABLE calls ADD COLUMN announced_at TIMESTAMP;
UPDATE calls SET announced_at = (
    SELECT MIN(at) FROM audit_events WHERE action = 'call.announce' AND subject_kind = 'call' AND subject_id = calls.id
);
UPDATE calls SET announced_at = updated_at WHERE state = 'announced' AND announced_at IS NULL;
