mail-in-no-text = (message without text)
mail-in-no-subject = (no subject)
mail-in-left-out = Files not attached, since they are programs: { $names }
mail-in-shortened = The rest is in the file message.txt.
mail-in-follows = Follows request { $reference }, closed for more than 30 days.
mail-in-already-decided = Somebody has already decided about this message.
mail-in-no-ticket = This message names no request.
mail-in-no-sender = Nobody knows who wrote this message: it cannot become a request.
