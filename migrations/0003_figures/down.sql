DROP INDEX coverage_gaps_by_time;
DROP INDEX satisfactions_by_time;
DROP TABLE published_figures;
DROP TABLE tallied_months;
DROP TABLE tallies;
DROP TABLE tally_changes;
