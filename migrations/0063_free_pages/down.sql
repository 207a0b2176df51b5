DROP TABLE free_pages;
