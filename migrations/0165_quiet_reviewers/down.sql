DROP TABLE quiet_reviewers;
