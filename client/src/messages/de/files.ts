import type { filesEn } from '../en/files.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** German sentences of a client's files. */
export const files: TableIn<Forms, typeof filesEn> = {
  files: 'Dateien',
  filesNew: { one: 'Dateien, {count} neu', other: 'Dateien, {count} neu' },
  filesForSession: 'Dateien zu diesem Termin',
  untitled: 'Termin',
  onProfile: 'Dokumente zum Aufbewahren',
  countFiles: { one: '{count} Datei', other: '{count} Dateien' },
  countNew: { one: '{count} neu', other: '{count} neu' },
  showAs: 'Anzeigen als',
  gallery: 'Galerie',
  list: 'Liste',
  newMark: 'Neu',
  showEarlierSessions: 'Frühere Termine anzeigen',

  // When a file can be opened.
  availableFrom: 'Verfügbar ab {when}',
  availableIn: { one: 'Verfügbar in {count} Minute', other: 'Verfügbar in {count} Minuten' },
  dayAndTime: '{day}, {time} Uhr',
  opensWithCode: 'Öffnet sich mit Ihrem Code',
  codeField: 'Zugangscode',
  codeOpen: 'Öffnen',
  openFile: '{file} öffnen',
  noCode: 'Ich habe keinen Code',
  codeShort: 'Ein Code hat sechs Ziffern. Prüfen Sie ihn und geben Sie ihn erneut ein.',
  notShown: 'Diese Art von Dokument kann hier weder angezeigt noch heruntergeladen werden.',
  codeWaits: {
    one: 'Sie können es in {count} Sekunde erneut versuchen.',
    other: 'Sie können es in {count} Sekunden erneut versuchen.',
  },
  codeAsked: 'Ihre Praxis weiß Bescheid. Der Code kommt auf einem anderen Weg.',
  openUntil: 'Geöffnet bis {time} Uhr',
  stayOpen: 'Geöffnet lassen',
  expiredOn: 'Abgelaufen am {date}',

  whoOpened: 'Wer das geöffnet hat',
  openedByYou: 'Von Ihnen geöffnet',
  openedByYouCode: 'Von Ihnen mit Ihrem Code geöffnet',
  openedByLink: 'Über den Link geöffnet',
  openedByCode: 'Über den Link mit dem Code geöffnet',
  openedUnlocked: 'Im Termin geöffnet',
  sharedByLink: 'Über einen Link geteilt',
  linkWithdrawn: 'Link zurückgezogen',
  nobodyOpened: 'Noch nicht geöffnet.',
  notYou: 'Wenn Sie etwas davon nicht selbst waren, sagen Sie es Ihrer Praxis.',
  allOpenings: 'Alle anzeigen',
  until: 'bis {when}',
  callFilesStay: 'Was im Gespräch gesendet wurde, bleibt verfügbar bis {when}.',
  availableNow: '„{file}“ ist jetzt verfügbar.',
  availableNowCount: {
    one: '{count} Datei ist jetzt verfügbar.',
    other: '{count} Dateien sind jetzt verfügbar.',
  },

  // Nothing yet.
  emptyFrom: 'Dateien von {name} erscheinen hier vor, während und nach Ihrem Termin.',
  emptyAll: 'Dateien erscheinen hier vor, während und nach Ihren Terminen.',

  // Everything of an appointment as one ZIP.
  packs: {
    one: '„Alle herunterladen“ speichert die {count} verfügbare Datei als ZIP.',
    other: '„Alle herunterladen“ speichert die {count} verfügbaren Dateien als ein ZIP.',
  },
  packing: {
    one: '{count} Datei wird vorbereitet\u00A0…',
    other: '{count} Dateien werden vorbereitet\u00A0…',
  },
  packSaving: 'Wird gespeichert · {percent} von {size}',
  packHeard: 'Wird gespeichert, {percent}',
  packStop: 'Speichern abbrechen: {title}',
  packSaved: 'Gespeichert:',
  saidSaved: 'Gespeichert: {name}.',
  packHanded: 'Ihr Browser speichert:',
  packReady: 'Bereit:',
  packShare: 'Speichern oder teilen',
  packStopped: 'Der Download ist bei {percent} stehen geblieben.',
  packStoppedText: 'Hier fehlt nichts; er beginnt wieder von vorn.',
  packNotBegun: 'Der Download hat nicht begonnen.',
  leftLater: {
    one: '{count} Datei öffnet sich später und ist nicht enthalten.',
    other: '{count} Dateien öffnen sich später und sind nicht enthalten.',
  },
  leftCode: {
    one: '{count} Datei, die Ihren Code braucht, ist nicht enthalten.',
    other: '{count} Dateien, die Ihren Code brauchen, sind nicht enthalten.',
  },

  // The lightbox.
  openPicture: '{file} öffnen',
  noPreview: 'Keine Vorschau',
  pictureLoading: 'Wird geladen\u00A0…',
  positionOf: '{position} von {total}',
  fromOn: '{name}, {date}',
  previousPicture: 'Vorheriges Bild',
  nextPicture: 'Nächstes Bild',
  larger: 'Vergrößern',
  smaller: 'Verkleinern',
  wholePicture: 'Ganzes Bild',
  closePicture: 'Bild schließen',
  allPictures: 'Bilder zu diesem Termin',
  loadingOf: 'Wird geladen · {percent} von {size}',
  cannotShow: 'Dieses Bild kann hier nicht angezeigt werden.',
  cannotShowText: 'Laden Sie es herunter und öffnen Sie es mit einer anderen App.',
  pictureWaits: 'Keine Verbindung. Das Bild kommt von selbst, sobald Sie wieder verbunden sind.',
  pictureGone: 'Dieses Bild ist nicht mehr verfügbar.',
  pictureGoneText: 'Die anderen können Sie ansehen.',
}
