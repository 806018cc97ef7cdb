import type { sessionEn } from '../en/session.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** The sentences of a session's card in German. */
export const session: TableIn<Forms, typeof sessionEn> = {
  title: 'Vorbereitungsmaterial (für Teilnehmende sichtbar)',
  total: { one: '{count} Datei · {size}', other: '{count} Dateien · {size}' },
  fromLibrary: 'Aus Dokumenten auswählen',
  several: 'Mehrere ändern',
  seeAs: 'Ansicht der Teilnehmenden',
  moreActs: 'Mehr zum Vorbereitungsmaterial',
  emptyTitle: 'Noch kein Vorbereitungsmaterial',
  emptyText:
    'Fügen Sie ein PDF, Bild oder Video hinzu, das die Teilnehmenden vor dem Termin, währenddessen oder danach haben sollen.',
  foot: 'Niemand sieht eine Datei vor ihrer Zeit. Änderungen gelten sofort.',

  // The drop box.
  dropHere: 'Dateien hier ablegen',
  dropHint: 'PDF, Bilder, Videos und andere Dateien. Neue Dateien beginnen als „Vorher“ und „Alle“.',
  dropNow: 'Zum Hinzufügen ablegen',
  dropNowHint: 'Die Dateien werden automatisch hinzugefügt, als „Vorher“ und „Alle“.',
  selectFiles: 'Dateien auswählen',
  noFolders: 'Ordner können nicht hinzugefügt werden. Wählen Sie die Dateien darin aus.',
  noLink:
    'Das ist ein Link, keine Datei. Speichern Sie die Datei auf Ihrem Gerät und fügen Sie sie von dort hinzu.',

  // The columns, and what stands in them.
  fileColumn: 'Datei',
  availableColumn: 'Verfügbar',
  visibleColumn: 'Sichtbar für',
  whenAvailable: 'Wann {file} verfügbar ist',
  whoSees: 'Wer {file} sehen kann',
  sized: '{size} · {more}',
  from: 'öffnet sich {when}',
  opened: 'geöffnet: {opened} von {count}',
  openedPaid: {
    one: 'geöffnet: {opened} von {count} zahlenden Person',
    other: 'geöffnet: {opened} von {count} Zahlenden',
  },
  notOpened: 'noch nicht geöffnet',
  meantForNone: 'noch niemand hat bezahlt',
  openedBy: 'geöffnet von {name}',
  attachedNow: 'gerade hinzugefügt',
  expired: 'abgelaufen am {day}',
  expires: 'läuft ab am {day}',
  sensitive: 'öffnet sich mit einem Code',
  staysOpen: {
    one: 'bleibt für {count} Person offen, die es vor der Verlegung des Termins geöffnet hatte',
    other: 'bleibt für {count} Personen offen, die es vor der Verlegung des Termins geöffnet hatten',
  },

  // What can be done with a row.
  remove: 'Entfernen',
  removeFile: '{file} entfernen',
  moreFor: 'Mehr zu {file}',
  open: 'Öffnen',
  openTab: '{file}, öffnet sich in einem neuen Tab',
  openDownload: '{file}, herunterladen',
  rename: 'Umbenennen',
  moveUp: 'Nach oben',
  moveDown: 'Nach unten',
  newName: 'Neuer Name von {file}',
  save: 'Speichern',
  cancel: 'Abbrechen',
  saved: 'Gespeichert',
  notSaved: 'Nicht gespeichert. Es bleibt bei „{value}“.',
  notSavedHere: 'Nicht gespeichert.',
  notRemoved: 'Nicht entfernt.',
  notMoved: 'Nicht verschoben.',
  notOpenedHere: 'Diese Datei konnte nicht geöffnet werden.',
  removed: '„{file}“ wurde aus diesem Termin entfernt. In den Dokumenten bleibt die Datei.',

  // A file on its way.
  waits: 'Wartet auf den Start · {size}',
  uploading: 'Wird hochgeladen · {percent} von {size}',
  paused: 'Bei {percent} pausiert',
  waitsForConnection: 'Wartet auf die Verbindung · {percent} von {size}',
  waitsForServer: 'Wartet · {percent} von {size}',
  elsewhere: 'Wird in einem anderen Fenster hochgeladen · {percent} von {size}',
  missing: 'Bei {percent} gestoppt · bitte erneut auswählen',
  closed: 'Ihr Browser fragt nach, bevor er diese Datei erneut liest · {percent}',
  stopped: 'Nicht hochgeladen · bei {percent} gestoppt',
  refused: 'Abgelehnt',
  noPrograms:
    'Programme werden hier unter keinem Namen angenommen. Wählen Sie ein Dokument, ein Bild, einen Ton oder ein Video.',
  undecided: 'Wartet auf Ihre Entscheidung',
  undecidedLocked:
    'Die Prüfung konnte nicht in diese Datei sehen: Sie ist mit einem Passwort geschützt. Niemand kann sie öffnen, bevor Sie entscheiden.',
  undecidedTooMuch:
    'Diese Datei enthält mehr, als die Prüfung liest. Niemand kann sie öffnen, bevor Sie entscheiden.',
  undecidedSuspected:
    'Etwas in dieser Datei ist ungewöhnlich. Niemand kann sie öffnen, bevor Sie entscheiden.',
  accept: 'Trotzdem hinzufügen',
  acceptFile: 'Trotzdem hinzufügen: {file}',
  cancelFile: '{file} abbrechen',
  chooseAgain: 'Datei erneut auswählen',
  chooseAgainFile: 'Datei erneut auswählen: {file}',
  barUploading: 'Wird hochgeladen, {percent}',
  another: 'Das ist eine andere Datei. Wählen Sie „{file}“ ({size}).',

  // Several at once.
  chosen: '{chosen} von {count} ausgewählt',
  choose: '{file} auswählen',
  chooseAll: 'Alle auswählen',
  availableChoice: 'Verfügbar\u00A0…',
  visibleChoice: 'Sichtbar für\u00A0…',
  availableOfChosen: 'Wann die ausgewählten Dateien verfügbar sind',
  visibleOfChosen: 'Wer die ausgewählten Dateien sehen kann',
  removeChosen: 'Ausgewählte Dateien entfernen',
  done: 'Fertig',
  severalNotSaved: 'Nicht gespeichert. Die ausgewählten Dateien sind unverändert.',

  // As a client sees it.
  asName: 'So sieht es {name}',
  isPaid: 'angemeldet, bezahlt',
  notPaid: 'angemeldet, nicht bezahlt',
  client: 'Person',
  canOpen: '{name} kann öffnen',
  seesName: '{name} sieht den Namen und ab wann geöffnet werden kann',
  seesExpired: '{name} sieht den Namen, kann aber nicht mehr öffnen',
  seesNot: '{name} sieht nicht',
  whyNotPaid: 'nicht bezahlt',
  whyNotPaidThen: 'nicht bezahlt; nach Zahlung verfügbar: {when}',
  whyNotReady: 'wird noch geprüft',
  openedOn: 'geöffnet am {day}',
  seesNothing: 'Hier gibt es nichts für {name}.',
  backToList: 'Zurück zu Ihrer Liste',
  noClients: 'Für diesen Termin ist noch niemand angemeldet.',

  // From the library.
  libraryTitle: 'Dokumente',
  search: 'Nach Namen suchen',
  attach: { one: '{count} Datei hinzufügen', other: '{count} Dateien hinzufügen' },
  attachNone: 'Hinzufügen',
  alreadyHere: 'schon hier',
  showMore: 'Mehr anzeigen',
  nothingFound: 'Kein Dokument hat das im Namen.',
  libraryEmpty: 'Es gibt noch keine Dokumente.',
  notAttached: 'Nicht hinzugefügt.',

  // Notices.
  moved: 'Der Termin wurde verlegt: {when}.',
  movedOne: '„{file}“ öffnet sich dann. Für alle, die es schon geöffnet haben, bleibt es offen.',
  movedMore: {
    one: '„{file}“ und {count} weitere Datei öffnen sich dann. Für alle, die sie schon geöffnet haben, bleiben sie offen.',
    other:
      '„{file}“ und {count} weitere Dateien öffnen sich dann. Für alle, die sie schon geöffnet haben, bleiben sie offen.',
  },
  close: 'Ausblenden',
  connecting: 'Das Vorbereitungsmaterial wird geladen\u00A0…',
  noConnection:
    'Gerade gibt es keine Verbindung. Bereits Gesendetes bleibt erhalten, und es geht von selbst weiter.',
  signedOut: 'Sie sind abgemeldet. Melden Sie sich wieder an, um das Vorbereitungsmaterial zu sehen.',
  reconnect: 'Neu verbinden',

  // What the status region says.
  saidUploading: { one: '{count} Datei wird hochgeladen.', other: '{count} Dateien werden hochgeladen.' },
  saidAttached: 'Hinzugefügt: {file}.',
  saidAttachedCount: { one: '{count} Datei hinzugefügt.', other: '{count} Dateien hinzugefügt.' },
  saidRefused: 'Abgelehnt: {file}. {reason}',
  saidRefusedCount: { one: '{count} Datei abgelehnt.', other: '{count} Dateien abgelehnt.' },
  saidSaved: 'Gespeichert.',
  saidNotSaved: 'Nicht gespeichert. {reason}',
  saidRemoved: 'Entfernt: {file}.',
  saidRemovedCount: { one: '{count} Datei entfernt.', other: '{count} Dateien entfernt.' },
  saidBack: '{file} ist wieder da.',
  saidMoved: '{file} steht jetzt an {place}. Stelle.',
}
