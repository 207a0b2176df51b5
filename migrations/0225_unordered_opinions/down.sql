-- Nothing to undo: the rows are the same.
SELECT 1;
