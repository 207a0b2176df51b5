DROP TABLE archivists;
