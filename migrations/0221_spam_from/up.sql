-- What a ticket was before it was put aside as spam: "not spam" gives it back.
ALTER TABLE tickets ADD COLUMN spam_from TEXT;
