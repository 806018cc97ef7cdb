/** The sentences of `en/again.ts` in French. */
export const again = {
  chooseYoursAgain: {
    one: 'Choisissez à nouveau votre fichier.',
    many: 'Choisissez à nouveau vos {count} fichiers.',
    other: 'Choisissez à nouveau vos {count} fichiers.',
  },
  loadedAnew: {
    one: 'Cette page a été rechargée et ne peut plus le lire. Ce qui a été envoyé est conservé\u00A0: l’envoi reprend là où il s’est arrêté.',
    many: 'Cette page a été rechargée et ne peut plus les lire. Ce qui a été envoyé est conservé\u00A0: l’envoi reprend là où il s’est arrêté.',
    other:
      'Cette page a été rechargée et ne peut plus les lire. Ce qui a été envoyé est conservé\u00A0: l’envoi reprend là où il s’est arrêté.',
  },
  senderGone: {
    one: 'La page qui l’envoyait est fermée ou n’a pas de connexion. Ce qui a été envoyé est conservé\u00A0: l’envoi reprend là où il s’est arrêté.',
    many: 'La page qui les envoyait est fermée ou n’a pas de connexion. Ce qui a été envoyé est conservé\u00A0: l’envoi reprend là où il s’est arrêté.',
    other:
      'La page qui les envoyait est fermée ou n’a pas de connexion. Ce qui a été envoyé est conservé\u00A0: l’envoi reprend là où il s’est arrêté.',
  },
  neverSent: {
    one: 'Cette page a été rechargée avant l’envoi du fichier.',
    many: 'Cette page a été rechargée avant l’envoi des fichiers.',
    other: 'Cette page a été rechargée avant l’envoi des fichiers.',
  },
  browserAsks: {
    one: 'Votre navigateur demande votre accord avant de relire votre fichier.',
    many: 'Votre navigateur demande votre accord avant de relire vos {count} fichiers.',
    other: 'Votre navigateur demande votre accord avant de relire vos {count} fichiers.',
  },
  goesOn: 'Ce qui a été envoyé est conservé\u00A0: l’envoi reprend là où il s’est arrêté.',
  strangers: {
    one: '{files} est un autre fichier. Il n’a pas été envoyé.',
    many: '{files} sont d’autres fichiers. Ils n’ont pas été envoyés.',
    other: '{files} sont d’autres fichiers. Ils n’ont pas été envoyés.',
  },
  youWereSending: 'Envoi interrompu',
  doneOf: 'transmis\u00A0: {done} sur {count}',
  chooseItAgain: 'À choisir à nouveau · {size}',
  notSentYet: 'Pas encore envoyé',
  forgetUnsent: 'Ne pas envoyer {file}',
  saidChoosesAgain: 'En pause\u00A0: {files}. {name} doit choisir à nouveau.',
  choosesAgain: 'En pause. {name} doit choisir à nouveau le fichier',
} as const
