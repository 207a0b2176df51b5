DROP TABLE outbox_files;
DROP TABLE bridge_threads;
DROP TABLE bridges;
