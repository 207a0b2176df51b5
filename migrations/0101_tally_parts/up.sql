-- Answers, closings, ratings, referrals and reopenings are counted by what the questions were, too: every month is counted
-- anew from its tickets, by the sweep.
DELETE FROM tally_changes;
DELETE FROM tallies;
DELETE FROM tallied_months;
