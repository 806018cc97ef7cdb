import type { linkEn } from '../en/link.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** What the page of a share link says, in French. */
export const link: TableIn<Forms, typeof linkEn> = {
  pageTitle: 'Un document pour vous',
  documentsOf: 'Documents de {name}',
  loading: 'Un instant…',

  normalTitle: 'Un document pour vous',
  normalFrom: 'Partagé par {name}.',
  normalUntil: 'Vous pouvez l’ouvrir jusqu’au {day}.',
  open: 'Ouvrir le document',
  openSeen: '{name} verra quand vous l’ouvrez.',
  openSeenUnnamed: 'La personne qui l’a partagé verra quand vous l’ouvrez.',

  codeTitle: 'Saisissez votre code',
  codeFrom: '{name} a partagé un document avec vous. Le code vous parvient séparément de ce lien.',
  codeFromUnnamed: 'Un document a été partagé avec vous. Le code vous parvient séparément de ce lien.',
  codeField: 'Code d’accès',
  codeHint: 'Six chiffres',
  codeShort: 'Un code comporte six chiffres. Vérifiez-le et saisissez-le à nouveau.',
  codeWrong: {
    one: 'Ce code n’est pas correct. Vérifiez-le et saisissez-le à nouveau. Il vous reste {count} essai.',
    many: 'Ce code n’est pas correct. Vérifiez-le et saisissez-le à nouveau. Il vous reste {count} essais.',
    other: 'Ce code n’est pas correct. Vérifiez-le et saisissez-le à nouveau. Il vous reste {count} essais.',
  },
  codeWait: {
    one: 'Ce code n’est pas correct. Vous pourrez réessayer dans {count} seconde.',
    many: 'Ce code n’est pas correct. Vous pourrez réessayer dans {count} secondes.',
    other: 'Ce code n’est pas correct. Vous pourrez réessayer dans {count} secondes.',
  },
  codeWaitHeard: 'Ce code n’est pas correct. Patientez un instant avant de réessayer.',
  codeTries: {
    one: 'Il vous reste {count} essai.',
    many: 'Il vous reste {count} essais.',
    other: 'Il vous reste {count} essais.',
  },
  codeExpired: 'Ce code n’est plus valable. Demandez-en un nouveau.',
  codeUsedElsewhere: 'Ce code a déjà été utilisé sur une autre page. Demandez-en un nouveau.',
  noCode: 'Je n’ai pas de code',

  usedUpTitle: 'Ce code n’est plus valable',
  usedUpText: 'Il a été mal saisi dix fois. {name} le sait et peut vous en créer un nouveau.',
  usedUpTextUnnamed:
    'Il a été mal saisi dix fois. La personne qui a partagé le document le sait et peut vous en créer un nouveau.',
  usedUpKeep: 'Vous pouvez garder ce lien\u00A0: le nouveau code fonctionnera ici.',

  askedTitle: '{name} a reçu votre demande',
  askedTitleUnnamed: 'Votre demande a été transmise',
  askedText:
    'Vous avez demandé un code à {time}. Il arrivera par un autre moyen que ce lien\u00A0: par SMS ou de vive voix.',
  askedClose: 'Vous pouvez fermer cette page et revenir plus tard.',

  unlockingTitle: 'Ouverture pour vous',
  unlockingText: '{name} a déverrouillé ce document pendant votre appel. Vous n’avez pas besoin de code.',
  unlockingTextUnnamed: 'Ce document a été déverrouillé pendant votre appel. Vous n’avez pas besoin de code.',
  unlocking: 'Ouverture du document…',

  openTitle: 'Votre document est ouvert',
  view: 'Consulter le document',
  notShown:
    'Ce type de document ne peut être ni affiché ni téléchargé ici. Adressez-vous à la personne qui l’a partagé.',
  openFor: {
    one: 'Ouvert encore {count} minute, jusqu’à {time}.',
    many: 'Ouvert encore {count} minutes, jusqu’à {time}.',
    other: 'Ouvert encore {count} minutes, jusqu’à {time}.',
  },
  openForShort: {
    one: 'Ouvert {count} minute · jusqu’à {time}',
    many: 'Ouvert {count} minutes · jusqu’à {time}',
    other: 'Ouvert {count} minutes · jusqu’à {time}',
  },
  openSees: '{name} voit quand vous le consultez.',
  openSeesUnnamed: 'La personne qui l’a partagé voit quand vous le consultez.',
  left: {
    one: 'Il reste {count} minute',
    many: 'Il reste {count} minutes',
    other: 'Il reste {count} minutes',
  },
  leftSoon: 'Il reste moins d’une minute',
  stay: 'Prolonger',

  closedTitle: 'De nouveau fermé',
  closedText:
    'Le temps est écoulé. Saisissez à nouveau votre code pour reprendre la lecture à la page {count}.',
  closedNormal: 'Le temps est écoulé. Vous pouvez l’ouvrir à nouveau.',

  goneTitle: 'Ce lien ne fonctionne plus',
  goneText: 'Demandez-en un nouveau à la personne qui vous l’a envoyé.',

  expiredTitle: 'Ce lien a expiré',
  expiredText: 'Il fonctionnait jusqu’au {day}.',
  expiredAsk: 'Demandez-en un nouveau à {name}.',

  laterTitle: 'Pas encore ouvert',
  laterText: 'Il s’ouvrira automatiquement\u00A0: {when}.',

  incompleteTitle: 'Ouvrez le lien depuis le message',
  incompleteText: 'Une partie de l’adresse s’est perdue en chemin.',
  incompleteHow:
    'Revenez au message et touchez le lien. S’il ne s’ouvre pas, gardez le doigt dessus, copiez-le et collez-le ici.',
  incompleteField: 'Le lien complet',
  incompleteOpen: 'Ouvrir',
  incompleteWrong: 'Ce lien n’est pas complet\u00A0: il doit se terminer par # et des lettres.',

  noConnectionTitle: 'Pas de connexion',
  noConnectionText:
    'Votre code n’a pas été utilisé. Tout reprendra automatiquement dès le retour de la connexion.',
  troubleTitle: 'Cela n’a pas fonctionné',
  troubleText: 'Quelque chose n’a pas fonctionné de notre côté. Réessayez dans un instant.',
  notDownloaded: 'Le document n’a pas pu être téléchargé. Réessayez.',
}
