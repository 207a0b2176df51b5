# Published answers, seen from a ticket
tickets-audit-article = made a published answer
tickets-audit-article-used = published answer inserted
