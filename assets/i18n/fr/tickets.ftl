# Refus
tickets-not-confirmed = Cette demande n’est pas encore confirmée par la personne qui l’a posée.
tickets-already-confirmed = Cette demande est déjà confirmée.
tickets-already-closed = Cette demande est déjà close.
tickets-not-closed = Cette demande n’est pas close.
tickets-not-answered = Personne n’avait répondu à cette question : il n’y a pas de réponse à juger.
tickets-is-spam = Cette demande a été écartée comme indésirable.
tickets-not-spam = Cette demande n’a pas été écartée.
tickets-too-late-to-reopen = Cette demande est close depuis plus de trente jours : posez une nouvelle question, en citant son numéro.
tickets-changed-meanwhile = Quelqu’un a modifié cette demande entre-temps. Rechargez la page pour voir où elle en est, puis recommencez.
tickets-form-used = Ce formulaire a déjà servi : ce que vous aviez écrit avant est parti. Envoyez ce texte-ci s’il s’y ajoute.
tickets-node-cannot-receive = Ce dispositif ne reçoit pas de demandes en ce moment : choisissez-en un autre.
tickets-not-a-member = Cette personne ne fait pas partie de l’équipe de ce dispositif.
tickets-same-node = La demande est déjà dans ce dispositif : choisissez-en un autre.
tickets-is-merged = Cette demande a été fusionnée avec une autre : c’est là que la conversation continue.
tickets-not-merged = Cette demande n’a pas été fusionnée.
tickets-not-paused = Cette demande n’est pas en attente.
tickets-bad-pause = Choisissez un jour à venir, dans un an au plus tard.
tickets-not-answerable = Cette demande ne peut pas recevoir de réponse dans son état actuel.

# Refused by the API
tickets-api-required = Ce champ est obligatoire.
tickets-api-bad-type = Cette valeur n’est pas du type attendu : voyez /api/v1/openapi.json.
tickets-api-too-long = Ce texte est trop long.
tickets-api-bad-email = Cette adresse électronique n’est pas valide.
tickets-api-bad-url = Indiquez une adresse web complète, qui commence par https://.
tickets-api-bad-date = Indiquez une date sous la forme 2026-03-31.
tickets-api-bad-language = La langue est « fr » ou « en ».
tickets-api-unknown-institution = Nous ne connaissons pas cet établissement : indiquez son identifiant ou son ROR.
tickets-api-unknown-laboratory = Nous ne connaissons pas ce laboratoire.
tickets-api-unknown-region = Nous ne connaissons pas ce code de région.
tickets-api-unknown-discipline = Nous ne connaissons pas ce code de discipline.
tickets-api-unknown-topic = Nous ne connaissons pas ce type de question.
tickets-api-unknown-node = Nous ne connaissons pas ce service.
tickets-api-unknown-value = Cette valeur n’est pas de celles qui sont admises.
tickets-api-too-many-disciplines = Trois disciplines au plus.

# Pourquoi ce dispositif
tickets-why-institution-and-site = { $node } vous répond : ce dispositif accompagne votre établissement ({ $institution }) à { $site }.
tickets-why-institution = { $node } vous répond : ce dispositif accompagne votre établissement ({ $institution }).
tickets-why-site = { $node } vous répond : ce dispositif accompagne les équipes du site de { $site }.
tickets-why-region = { $node } vous répond : ce dispositif est ouvert à toutes les équipes de sa région ({ $region }).
tickets-why-discipline = { $node } vous répond : c’est le centre de référence pour votre discipline ({ $discipline }).
tickets-why-topic = { $node } vous répond : ce dispositif traite ce type de question ({ $topic }).
tickets-why-stand-in = { $node } vous répond pendant l’absence de { $away }.
tickets-why-desk = { $node } vous répond : aucun dispositif du réseau ne couvre encore votre situation, et la coordination trouvera qui peut vous aider.
tickets-why-person = { $node } vous répond : une personne du réseau lui a confié votre question.
tickets-why-gap = Aucun atelier ne couvre encore votre établissement ici ; nous en prenons note.

# Raisons, pour les équipes
tickets-reason-institution = établissement
tickets-reason-institution-parent = tutelle de l’établissement
tickets-reason-site = site
tickets-reason-region = région
tickets-reason-discipline = discipline
tickets-reason-discipline-parent = domaine de la discipline
tickets-reason-topic = type de question
tickets-reason-stand-in = remplace un dispositif absent
tickets-reason-local-relay = relais sur place
tickets-reason-planned = encore en projet
tickets-reason-suspended = suspendu
tickets-reason-closed = fermé
tickets-reason-no-desk = sans guichet
tickets-reason-absent = absent
tickets-reason-other-line = répond en second pour ce type de question
tickets-reason-less-specific = correspond moins précisément
tickets-reason-other-kind = un dispositif plus proche passe d’abord
tickets-reason-farther = plus loin du lieu de travail
tickets-reason-language = ne répond pas dans cette langue
tickets-reason-load = plus chargé en ce moment
tickets-reason-recent-share = a reçu plus de demandes ce mois-ci
tickets-reason-turn = servi plus récemment
tickets-follow-sensitive = Cette demande est sensible : les personnes qui répondent la lisent ici, jamais dans un courriel, et chaque lecture est notée.
tickets-api-too-many-files = Cinq fichiers au plus par message.
tickets-api-unknown-file = Ce fichier n’a pas été apporté par ce compte, ou il l’a été il y a plus d’un jour : apportez-le à nouveau.
tickets-api-file-kind = Les programmes ne sont pas échangés ici.
tickets-file-picture = Aperçu
