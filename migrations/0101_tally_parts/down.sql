-- The sums are counted anew without the parts.
DELETE FROM tally_changes;
DELETE FROM tallies;
DELETE FROM tallied_months;
