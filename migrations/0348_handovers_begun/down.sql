DROP INDEX handovers_begun;
CREATE INDEX handovers_begun ON handovers (begun_at) WHERE kind = 'referral';
