/** The sentences of `en/browser.ts` in French. */
export const browser = {
  tooOld:
    'Ce navigateur est trop ancien pour l’Échange de fichiers. L’appel se poursuit normalement. Mettez-le à jour ou ouvrez cette page dans un autre navigateur.',
  notAllowedHere: 'Cette page ne permet pas l’Échange de fichiers. L’appel se poursuit normalement.',
  linkDropped:
    'Ceci est un lien, pas un fichier. Enregistrez-le d’abord sur votre appareil, puis sélectionnez-le ici.',
  downloadNotBegun:
    'Le téléchargement n’a pas encore commencé. Nouvelles tentatives pendant quelques secondes.',
  gettingReady: 'Préparation du fichier…',
  readyToShare:
    'Le fichier est prêt. Appuyez encore une fois sur le bouton pour l’enregistrer ou le partager.',
  shareFile: 'Enregistrer ou partager {file}',
  openElsewhere:
    'Cette application ne peut pas enregistrer de fichiers. Ouvrez {address} dans un navigateur.',
  copyAddress: 'Copier l’adresse',
  addressCopied: 'L’adresse est copiée. Ouvrez-la dans un navigateur.',
  findOnIphone: 'Vous le trouverez dans Fichiers › Téléchargements.',
} as const
