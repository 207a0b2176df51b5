DROP INDEX handovers_begun;
DROP INDEX messages_reopened;
