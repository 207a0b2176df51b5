DROP TABLE convention_signatures;
DROP TABLE convention_versions;
DROP TABLE conventions;
