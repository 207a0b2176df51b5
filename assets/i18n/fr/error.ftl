# Ce que l’on dit quand une page ou un appel échoue.
error-title-not-found = Page introuvable
error-title-sign-in = Connexion nécessaire
error-title-refused = C’est déjà fait, ou ce n’est plus possible
error-title-too-many = Trop de demandes à la fois
error-title-request = Nous n’avons pas pu traiter cette demande
error-title-bug = Une erreur est survenue de notre côté
error-not-found = Cette page n’existe pas, ou vous n’y avez pas accès. Vérifiez l’adresse, ou repartez de l’accueil.
error-malformed = La demande reçue est incomplète ou mal formée. Revenez à la page précédente et recommencez.
error-sign-in = Connectez-vous, puis recommencez : votre session a peut-être expiré.
error-forbidden = Cette demande n’est pas autorisée. Si vous veniez d’un autre site, repartez d’une de nos pages.
error-too-many = Vous avez recommencé trop souvent. Patientez un moment, puis réessayez.
error-too-large = L’envoi dépasse la taille permise : 20 Mo par fichier, cinq fichiers par message.
error-twice = La même chose a été enregistrée au même instant. Revenez en arrière et regardez si c’est déjà fait.
error-busy = Le service est très sollicité. Rien n’a été perdu : réessayez dans quelques secondes.
error-bug = Rien n’a été enregistré. L’incident est consigné ; réessayez, puis écrivez-nous si cela persiste.
error-invalid = Un ou plusieurs champs sont à corriger.
error-idempotency-key-reused = Cette clé d’idempotence a déjà servi pour une autre demande.
