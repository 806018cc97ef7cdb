import type { viewerEn } from '../en/viewer.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** What the viewer of documents says, in German. */
export const viewer: TableIn<Forms, typeof viewerEn> = {
  back: 'Zurück',
  document: 'Dokument',
  pages: 'Seiten von {file}',
  pageNumber: 'Seite {page}',
  pageOf: '{page} von {total}',
  previousPage: 'Vorherige Seite',
  nextPage: 'Nächste Seite',
  smaller: 'Verkleinern',
  larger: 'Vergrößern',
  search: 'Im Dokument suchen',
  searchHint: 'Suchen',
  hits: '{position} von {total}',
  noHits: 'Nichts gefunden',
  searching: 'Suche läuft\u00A0…',
  previousHit: 'Vorheriger Treffer',
  nextHit: 'Nächster Treffer',
  print: 'Drucken',
  printThis: 'Dieses Dokument drucken?',
  saveThis: 'Dieses Dokument herunterladen?',
  notNow: 'Jetzt nicht',
  printing: 'Druck wird vorbereitet\u00A0…',
  tooManyToPrint:
    'Dieses Dokument ist zu lang, um es hier zu drucken. Laden Sie es herunter und drucken Sie es mit einer anderen App.',
  cannotPrint:
    'Dieses Dokument kann hier nicht gedruckt werden. Laden Sie es herunter und drucken Sie es mit einer anderen App.',
  outline: 'Inhalt',
  more: 'Mehr',
  opening: 'Das Dokument wird geöffnet\u00A0…',
  cannotShow: 'Dieses Dokument kann hier nicht angezeigt werden.',
  cannotShowSave: 'Laden Sie es herunter und öffnen Sie es mit einer anderen App.',
  cannotShowAsk: 'Wenden Sie sich an die Person, die es mit Ihnen geteilt hat.',
  stoppedTitle: 'Die Anzeige des Dokuments wurde gestoppt.',
  stoppedText: 'Etwas darin hat dieses Gerät zu stark belastet. Sonst ist nichts betroffen.',
  cannotShowPage: 'Seite {page} kann hier nicht angezeigt werden.',
  cannotShowPageSave:
    'Die anderen Seiten schon. Um sie zu sehen, laden Sie das Dokument herunter und öffnen Sie es mit einer anderen App.',
  cannotShowPageAsk:
    'Die anderen Seiten schon. Wenden Sie sich an die Person, die das Dokument mit Ihnen geteilt hat.',
  passwordTitle: 'Dieses PDF hat ein eigenes Passwort',
  passwordText:
    'Es wurde beim Erstellen der Datei festgelegt. Es ist nicht Ihr Zugangscode, und wir kennen es nicht.',
  passwordField: 'Passwort der Datei',
  passwordWrong: 'Dieses Passwort öffnet die Datei nicht. Prüfen Sie es und geben Sie es erneut ein.',
  passwordOpen: 'Öffnen',
}
