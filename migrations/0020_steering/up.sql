-- What figures for steering count from its rows, when a month is counted anew.
CREATE INDEX messages_reopened ON messages (created_at) WHERE event = 'reopened';
CREATE INDEX handovers_begun ON handovers (begun_at) WHERE kind = 'referral';
