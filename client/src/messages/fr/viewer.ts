import type { viewerEn } from '../en/viewer.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** What the viewer of documents says, in French. */
export const viewer: TableIn<Forms, typeof viewerEn> = {
  back: 'Retour',
  document: 'Document',
  pages: 'Pages du document {file}',
  pageNumber: 'Page {page}',
  pageOf: '{page} sur {total}',
  previousPage: 'Page précédente',
  nextPage: 'Page suivante',
  smaller: 'Réduire',
  larger: 'Agrandir',
  search: 'Rechercher dans le document',
  searchHint: 'Rechercher',
  hits: '{position} sur {total}',
  noHits: 'Aucun résultat',
  searching: 'Recherche…',
  previousHit: 'Résultat précédent',
  nextHit: 'Résultat suivant',
  print: 'Imprimer',
  printThis: 'Imprimer ce document ?',
  saveThis: 'Télécharger ce document ?',
  notNow: 'Pas maintenant',
  printing: 'Préparation de l’impression…',
  tooManyToPrint:
    'Ce document est trop long pour être imprimé ici. Téléchargez-le et imprimez-le avec une autre application.',
  cannotPrint:
    'Ce document ne peut pas être imprimé ici. Téléchargez-le et imprimez-le avec une autre application.',
  outline: 'Sommaire',
  more: 'Plus d’options',
  opening: 'Ouverture du document…',
  cannotShow: 'Ce document ne peut pas être affiché ici.',
  cannotShowSave: 'Téléchargez-le et ouvrez-le avec une autre application.',
  cannotShowAsk: 'Adressez-vous à la personne qui l’a partagé avec vous.',
  stoppedTitle: 'L’affichage du document s’est arrêté.',
  stoppedText: 'Un élément du document demandait trop à cet appareil. Rien d’autre n’est touché.',
  cannotShowPage: 'La page {page} ne peut pas être affichée ici.',
  cannotShowPageSave:
    'Les autres pages le peuvent. Pour la voir, téléchargez le document et ouvrez-le avec une autre application.',
  cannotShowPageAsk:
    'Les autres pages le peuvent. Adressez-vous à la personne qui a partagé le document avec vous.',
  passwordTitle: 'Ce PDF a son propre mot de passe',
  passwordText:
    'La personne qui a créé le fichier l’a défini. Ce n’est pas votre code d’accès, et nous ne le connaissons pas.',
  passwordField: 'Mot de passe du fichier',
  passwordWrong: 'Ce mot de passe n’ouvre pas le fichier. Vérifiez-le et saisissez-le à nouveau.',
  passwordOpen: 'Ouvrir',
}
