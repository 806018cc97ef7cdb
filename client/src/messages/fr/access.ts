import type { DocumentsLanguage } from '../language.ts'

/** The problems of documents that are opened, share links, codes and access sessions in French. */
export const access: DocumentsLanguage['problems'] = {
  NOT_YET: 'Ce document ne peut pas encore être ouvert. Il s’ouvrira automatiquement le moment venu.',
  DOCUMENT_EXPIRED: 'Ce document a expiré. Adressez-vous à la personne qui l’a partagé avec vous.',
  CODE_NEEDED: 'Ce document nécessite votre code d’accès. Saisissez le code que vous avez reçu.',
  NOTHING_TO_PACK: 'Il n’y a rien à télécharger ici pour le moment.',
  LINK_GONE: 'Ce lien ne fonctionne plus. Demandez-en un nouveau à la personne qui vous l’a envoyé.',
  CODE_WRONG: {
    one: 'Ce code n’est pas correct. Vérifiez-le et saisissez-le à nouveau. Il vous reste {count} essai.',
    many: 'Ce code n’est pas correct. Vérifiez-le et saisissez-le à nouveau. Il vous reste {count} essais.',
    other: 'Ce code n’est pas correct. Vérifiez-le et saisissez-le à nouveau. Il vous reste {count} essais.',
  },
  CODE_WAIT: 'Trop d’essais. Vous pourrez réessayer dans {seconds}\u00A0s.',
  CODE_USED_UP: 'Ce code a été mal saisi {limit} fois et n’est plus valable. Demandez-en un nouveau.',
  CODE_EXPIRED: 'Ce code n’est plus valable. Demandez-en un nouveau.',
  CODE_USED: 'Ce code a déjà été utilisé sur une autre page. Demandez-en un nouveau.',
  SAVING_NOT_ALLOWED: 'Ce document peut être consulté ici, mais pas enregistré.',
  CODE_NOT_NEEDED: 'Ce document n’est pas sensible\u00A0: son lien l’ouvre sans code.',
  ACCESS_ENDED: 'Le document est de nouveau fermé. Ouvrez-le encore une fois.',
  NOT_THEIRS:
    'Ce document n’appartient pas à ce patient. Ajoutez-le d’abord à son profil ou à l’un de ses rendez-vous.',
  NOT_TOGETHER: 'Vous n’êtes pas ensemble au rendez-vous en ce moment. Créez plutôt un code.',
}
