DROP TABLE ticket_colleagues;
