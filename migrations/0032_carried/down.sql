DROP TABLE merge_carried;
