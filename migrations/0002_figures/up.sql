CREATE INDEX tickets_for_figures ON tickets (confirmed_at, state, region, topic, discipline_codes);
