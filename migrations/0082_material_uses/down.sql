DROP TABLE ticket_materials;
