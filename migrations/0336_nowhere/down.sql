DROP TABLE nowhere_places;
