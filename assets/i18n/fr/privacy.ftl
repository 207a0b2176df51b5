# La protection des données.
privacy-the-team = L’équipe
privacy-the-network = Le réseau
privacy-text-removed = (texte effacé)
privacy-subject-removed = (objet effacé)
privacy-sensitive-subject = Demande sensible
privacy-sensitive-body = (Cette demande est sensible : son contenu ne se lit que sur sa page.)
privacy-holds-tickets = Ce compte suit des demandes en cours : confiez-les d’abord à quelqu’un d’autre.
privacy-is-a-mailbox = C’est l’adresse commune d’un dispositif, non celle d’une personne.
privacy-last-admin = C’est le dernier compte d’administration : donnez d’abord ce rôle à quelqu’un d’autre.
privacy-expired = Ce délai est passé.
privacy-already-decided = Quelqu’un a déjà décidé de cette liste.
privacy-not-agreed = Ce qui serait gardé moins longtemps a changé entre-temps : choisissez à nouveau les durées.
privacy-is-anonymised = Cette demande est anonymisée : elle ne change plus.
privacy-kind-missing = Choisissez une copie ou l’effacement.
privacy-reason-missing = Dites pourquoi, en 500 caractères au plus.
privacy-flash-marked = La demande est marquée comme sensible.
privacy-flash-unmarked = La demande n’est plus marquée comme sensible.
privacy-flash-approved = La liste est approuvée : l’anonymisation va suivre.
privacy-flash-refused = La liste est refusée : ces demandes sont gardées un an de plus.
privacy-requests-title = Copie ou effacement de mes données
privacy-requests-lead = Pour une adresse, sans compte : nous écrivons à cette adresse pour vérifier qu’elle est la vôtre.
privacy-sent-title = Regardez votre boîte mail.
privacy-sent-text = Un message vient de partir à cette adresse : son lien montre ce que nous conservons, et un bouton confirme.
privacy-email = Adresse électronique
privacy-email-hint = Celle avec laquelle vous avez posé vos questions, ou celle de votre compte.
privacy-kind = Ce que vous voulez
privacy-kind-export = Une copie
privacy-kind-export-hint = Vos questions, messages, fichiers, courriels, et ce que dit le journal de votre compte, en un fichier.
privacy-kind-erasure = L’effacement
privacy-kind-erasure-hint = Votre nom et votre adresse disparaissent partout ; vous voyez d’abord ce qui sera effacé et ce qui restera.
privacy-go-on = Continuer
privacy-what-we-keep = Ce que nous conservons, et combien de temps
privacy-under-way = C’est en cours.
privacy-under-way-export = Un courriel vous dira quand la copie est prête, en général dans l’heure.
privacy-under-way-erasure = Cela prend quelques minutes ; vous pouvez fermer cette page.
privacy-copy-ready = La copie est prête. Elle peut être téléchargée jusqu’au
privacy-fetch = Télécharger la copie
privacy-ask-again = Demander à nouveau
privacy-erased = C’est fait.
privacy-erased-text = Ce nom et cette adresse ne se trouvent plus nulle part ici. Les sauvegardes de l’exploitant les perdent à leur tour quand elles expirent.
privacy-found = Ce que nous trouvons
privacy-plan-asked = { $n ->
    [one] { $n } question posée
   *[other] { $n } questions posées
}
privacy-plan-followed = { $n ->
    [one] { $n } question d’une autre personne que vous suivez
   *[other] { $n } questions d’autres personnes que vous suivez
}
privacy-plan-wrote = { $n ->
    [one] { $n } message dans la question de quelqu’un d’autre
   *[other] { $n } messages dans les questions d’autres personnes
}
privacy-plan-enrolled = { $n ->
    [one] { $n } inscription à une formation
   *[other] { $n } inscriptions à des formations
}
privacy-plan-news = un abonnement aux actualités
privacy-plan-alerts = { $n ->
    [one] { $n } alerte sur une formation
   *[other] { $n } alertes sur des formations
}
privacy-plan-beneficiary = { $n ->
    [one] { $n } question posée pour vous par quelqu’un d’autre
   *[other] { $n } questions posées pour vous par d’autres
}
privacy-plan-received = { $n ->
    [one] { $n } courriel reçu de vous
   *[other] { $n } courriels reçus de vous
}
privacy-plan-sent = { $n ->
    [one] { $n } courriel envoyé à vous
   *[other] { $n } courriels envoyés à vous
}
privacy-plan-invitations = { $n ->
    [one] { $n } invitation
   *[other] { $n } invitations
}
privacy-plan-account = un compte, avec ses rôles et ses connexions
privacy-plan-no-account = aucun compte
privacy-copy-holds = Ce que la copie contient
privacy-copy-holds-text = Les conversations et leurs fichiers, les courriels tels qu’ils sont arrivés, et tout le reste en un fichier que des programmes lisent. Les notes internes de ceux qui répondent n’en font pas partie, ni les fichiers retenus par l’antivirus.
privacy-becomes = Ce que cela devient
privacy-becomes-open = { $n ->
    [one] { $n } question en cours est close sans réponse.
   *[other] { $n } questions en cours sont closes sans réponse.
}
privacy-becomes-files = Les fichiers joints à vos questions et les courriels reçus sont détruits.
privacy-becomes-text-kept = Le texte des conversations reste, sans noms, adresses ni numéros ; on y lit « l’équipe » et « le réseau ».
privacy-becomes-text-removed = Le texte des conversations est effacé.
privacy-becomes-mails = Les courriels envoyés, les invitations et les liens sont effacés.
privacy-becomes-account = Le compte est fermé et vidé : ce qu’il a fait reste, sans dire par qui.
privacy-possible = Signatures possibles, à confirmer à la main
privacy-possible-text = Une personne du même nom a signé pour un établissement de cette adresse. Vérifiez qu’il s’agit bien d’elle : la copie n’en dit rien, et l’effacement n’y touche que si le réseau ne connaît personne d’autre de ce nom. L’équipe d’administration est seule à voir cette liste.
privacy-becomes-kept = Les statistiques ne changent pas : elles ne nomment personne.
privacy-for-good = L’effacement est définitif.
privacy-sure = Effacer définitivement ces données ?
privacy-confirm-export = Préparer la copie
privacy-confirm-erasure = Effacer ces données
privacy-admin-title = Données personnelles
privacy-admin-requests = Demandes de copie et d’effacement
privacy-admin-none = Personne n’a encore rien demandé.
privacy-no-address = effacée
privacy-state-asked = à confirmer
privacy-state-confirmed = en cours
privacy-state-done = faite
privacy-ask-for = Agir pour quelqu’un
privacy-reason = Motif
privacy-reason-hint = Qui l’a demandé, et comment. Le journal garde la trace de cette action.
privacy-see-plan = Voir ce qui serait fait
privacy-destruction-title = Listes d’élimination
privacy-destruction-lead = { $n ->
    [one] Les demandes closes depuis { $n } an sont anonymisées.
   *[other] Les demandes closes depuis { $n } ans sont anonymisées.
}
privacy-destruction-on = Une liste attend d’abord le visa de l’archiviste.
privacy-destruction-off = Cela se fait de soi-même ; avec RETENTION_APPROVAL=on, une liste attendrait d’abord le visa de l’archiviste.
privacy-list-tickets = { $n ->
    [one] { $n } demande
   *[other] { $n } demandes
}
privacy-list-proposed = attend une décision
privacy-list-approved = approuvée, en cours
privacy-list-refused = refusée
privacy-list-done = anonymisées
privacy-list-before = Closes avant le
privacy-list-made = établie le
privacy-list-decided = décidée le
privacy-list-done-on = faite le
privacy-list-file = La liste en CSV
privacy-list-approve = Approuver
privacy-list-sure = Anonymiser définitivement les demandes de cette liste ?
privacy-list-why-not = Pourquoi les garder
privacy-list-refuse = Refuser
privacy-no-list = Aucune liste : rien n’a atteint son terme.
privacy-readings-title = Qui a lu cette demande
privacy-readings-lead = { $n ->
    [one] Une ligne par personne et par demi-heure, gardée { $n } jour.
   *[other] Une ligne par personne et par demi-heure, gardée { $n } jours.
}
privacy-not-sensitive = Cette demande n’est pas marquée comme sensible : ses lectures ne sont pas notées.
privacy-nobody-read = Personne ne l’a lue depuis qu’elle est marquée.
privacy-earlier = Lectures plus anciennes
privacy-door = Par où
privacy-door-page = la page
privacy-door-file = un fichier
privacy-door-mail = le courriel d’origine
privacy-door-api = l’API
privacy-door-history = l’historique
privacy-door-team = L’équipe qui demande
privacy-panel = Confidentialité
privacy-panel-on = Demande sensible : chaque lecture est notée, et les courriels n’en disent ni l’objet ni le contenu.
privacy-panel-off = Une demande sensible garde la trace de qui la lit.
privacy-mark = Marquer comme sensible
privacy-unmark = Ne plus marquer
privacy-readings-open = Qui l’a lue
privacy-sensitive = Sensible
privacy-anonymised = Anonymisée
privacy-mine = Mes données
privacy-mine-text = Vous pouvez en recevoir une copie, ou demander leur effacement.
privacy-copy-title = Copie de mes données
privacy-copy-of = Ce que nous conservons de { $email }.
privacy-copy-tickets = Questions
privacy-copy-else = Autres données
privacy-copy-received = Courriels reçus de cette adresse
privacy-copy-sent = Courriels envoyés à cette adresse
privacy-copy-invitations = Invitations
privacy-copy-messages = Messages écrits pour le réseau
privacy-copy-events = Lignes du journal
privacy-copy-programs = Le fichier data.json contient tout cela en détail, pour des programmes.
privacy-years = { $n ->
    [one] { $n } an
   *[other] { $n } ans
}
privacy-text-kept-page = Le texte de la conversation reste, mais une machine en retire les noms, les adresses et les numéros ; il peut lui en échapper.
privacy-text-removed-page = Le texte de la conversation est effacé aussi.
privacy-approval-page = Un archiviste approuve d’abord la liste de ces demandes.
privacy-sensitive-somebody = quelqu’un
privacy-for-the-archivist = C’est à l’archiviste d’en décider.
privacy-bid-gone = Texte effacé au terme de sa conservation, comme la page sur les données le dit.
privacy-bids = Candidatures aux appels
privacy-bids-lead = Ce qu’une candidature contient s’efface de soi-même : un brouillon jamais déposé, { $months } mois après la clôture ; ce qui a été déposé, { $years ->
        [one] { $years } an
       *[other] { $years } ans
    } après la décision, le retrait ou la fin du label. Ses auteurs sont prévenus { $days } jours avant.
privacy-bids-draft = brouillon
privacy-bids-bid = Candidature
privacy-bids-call = Appel
privacy-bids-told = Auteurs prévenus le
privacy-bids-on = Effacement à partir du
privacy-bids-none = Aucune candidature n’arrive au terme de sa conservation.
privacy-bids-cleared = Déjà effacées
privacy-bids-number = Nombre
privacy-bids-last = La dernière le
privacy-bids-agreed = Visa de l’archiviste
privacy-bids-agree = Accepter l’effacement de celles qui sont annoncées
privacy-bids-sure = Ces candidatures seront effacées à leur terme. Continuer ?
