courses-import = Importer un agenda
courses-import-lede = Chaque événement d’un fichier .ics devient une session en brouillon. Rien n’est enregistré avant que vous ayez vu ce qui en sera fait.
courses-import-not-read = Le fichier n’a pas été lu
courses-import-choose = Fichier d’agenda (.ics)
courses-import-zone = Heure des événements qui n’en nomment pas
courses-import-seats = Places de chaque nouvelle session
courses-import-sum = Sessions créées : { $makes }. Brouillons mis à jour : { $changes }.
courses-import-faults = { $n ->
    [one] Un événement est laissé de côté.
   *[other] { $n } événements sont laissés de côté.
}
courses-import-untitled = Sans titre
courses-import-again = Relire avec ces réponses
courses-import-stays = Déjà publiée ou annulée : à modifier sur sa page
courses-import-no-file = Choisissez un fichier .ics.
courses-import-too-large = Le fichier dépasse 256 Ko ou 200 événements. Coupez-le en plusieurs.
courses-import-no-calendar = Ce fichier ne contient aucun événement d’agenda.
courses-import-other-scale = Ce fichier compte ses jours selon un autre calendrier que le calendrier grégorien (CALSCALE). Exportez-le de nouveau selon celui-ci.
courses-import-no-uid = L’événement n’a pas d’identifiant (UID) : un second import le créerait deux fois.
courses-import-twice = Le même identifiant (UID) figure déjà plus haut.
courses-import-meetings = { $n } séances, la dernière { $last }
courses-import-odd-rule = Ligne { $line } : la répétition contient « { $name } », qui n’est pas lu. Importez une occurrence, puis dupliquez la session.
courses-import-endless = Ligne { $line } : la répétition (RRULE) n’a ni fin (UNTIL) ni nombre (COUNT).
courses-import-too-many = Ligne { $line } : la répétition (RRULE) donne plus de 60 séances. Faites-en plusieurs sessions.
courses-import-too-far = Ligne { $line } : la répétition (RRULE) s’étend sur plus de deux ans. Donnez-lui une fin plus proche.
courses-import-none-left = Ligne { $line } : la répétition (RRULE) ne donne aucune séance, toutes sont exclues.
courses-import-called-off = L’événement est annulé.
courses-import-whole-day = L’événement dure des jours entiers : une séance a des heures.
courses-import-no-time = L’heure de début ou de fin est illisible ou manque.
courses-import-no-clock = Ligne { $line } : le fuseau horaire « { $name } » n’est pas connu, et le fichier ne le décrit pas.
courses-import-past = L’événement est passé.
courses-flash-imported = Les brouillons sont enregistrés. Relisez-les, puis publiez-les.
courses-flash-import-same = Tout était déjà importé : rien n’a changé.
