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
courses-import-stays = Déjà publiée ou annulée : à modifier sur sa page
courses-import-no-file = Choisissez un fichier .ics.
courses-import-too-large = Le fichier dépasse 256 Ko ou 200 événements. Coupez-le en plusieurs.
courses-import-no-calendar = Ce fichier ne contient aucun événement d’agenda.
courses-import-no-uid = L’événement n’a pas d’identifiant (UID) : un second import le créerait deux fois.
courses-import-twice = Le même identifiant (UID) figure déjà plus haut.
courses-import-repeats = L’événement se répète : importez une occurrence, puis dupliquez la session.
courses-import-called-off = L’événement est annulé.
courses-import-whole-day = L’événement dure des jours entiers : une séance a des heures.
courses-import-no-time = L’heure de début ou de fin est illisible ou manque.
courses-import-no-clock = Le fuseau horaire nommé n’est pas connu.
courses-import-past = L’événement est passé.
courses-flash-imported = Les brouillons sont enregistrés. Relisez-les, puis publiez-les.
courses-flash-import-same = Tout était déjà importé : rien n’a changé.
