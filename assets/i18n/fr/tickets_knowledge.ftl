# Réponses publiées, vues d’une demande
tickets-audit-article = devenue une réponse publiée
tickets-audit-article-used = réponse publiée insérée
