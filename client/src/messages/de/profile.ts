import type { profileEn } from '../en/profile.ts'
import type { TableIn } from '../table.ts'
import type { Forms } from './said.ts'

/** The sentences of `en/profile.ts` in German. */
export const profile: TableIn<Forms, typeof profileEn> = {
  totalHere: { one: '{count} Dokument zu diesem Termin', other: '{count} Dokumente zu diesem Termin' },
  expiredCount: { one: '{count} abgelaufen', other: '{count} abgelaufen' },
  limit: 'PDF, je bis zu {size}',
  limitOne: 'PDF, bis zu {size}',
  // Without an article, so that it fits wherever a name stands.
  patient: 'Patient:in',
  noneHere: 'Hier wurde alles angesehen.',
  showAll: 'Alle anzeigen',
  noneText: 'Fügen Sie ein PDF für {name} hinzu.',

  // The columns and the rows.
  headLink: 'Link',
  notShared: 'Nicht geteilt',
  sharedOn: 'Geteilt am {day}',
  withdrawnOn: 'Zurückgezogen am {day}',
  viewed: 'Angesehen {ago}',
  viewedOn: 'Angesehen am {day}',
  noLinkYet: 'Noch kein Link vergeben · {size}',
  viewedOnce: 'Einmal angesehen',
  viewedTimes: '{count}-mal angesehen',
  remind: '{name} erinnern',
  reminded: 'Sie haben darum gebeten, {name} zu erinnern',
  shareLink: 'Link teilen',
  footExpired:
    'Ein abgelaufenes Dokument bleibt in Ihren Unterlagen. In seinem Menü geben Sie ihm ein neues Datum.',

  // Who has viewed it.
  openedBy: 'Geöffnet von {name}',
  wrongCodes: {
    one: '{count} falscher Code: {when}. Wenn Sie selbst öffnen, zählt das nicht.',
    other: '{count} falsche Codes, zuletzt: {when}. Wenn Sie selbst öffnen, zählt das nicht.',
  },
  ownNotCounted: 'Wenn Sie selbst öffnen, zählt das nicht.',
  wayLink: 'Link',
  wayCode: 'Link und Code',
  wayUnlocked: 'im Termin entsperrt',
  wayFiles: 'eigene Seite',
  wayFilesCode: 'eigene Seite und Code',
  usedUpBand: {
    one: '{count} falscher Code. Der Code gilt nicht mehr; der Link wartet noch auf einen neuen.',
    other: '{count} falsche Codes. Der Code gilt nicht mehr; der Link wartet noch auf einen neuen.',
  },
  restsBand: {
    one: '{count} falscher Code. Der Link ruht bis {time} Uhr.',
    other: '{count} falsche Codes. Der Link ruht bis {time} Uhr.',
  },
  wantedBand: '{name} hat keinen Code und bittet um einen: {when}.',

  // What can be done.
  actions: 'Mehr zu {file}',
  makeSensitive: 'Auf „Vertraulich“ setzen',
  makeNormal: 'Auf „Normal“ setzen',
  changeDate: 'Datum ändern',
  toProfile: 'In das Profil von {name} verschieben',
  offProfile: 'Aus dem Profil von {name} entfernen',
  withdraw: 'Link zurückziehen',
  wasRemoved: '„{file}“ ist nicht mehr im Profil. Es bleibt in Ihren Dokumenten.',

  // Upload Document.
  for: 'Für {name}',
  dropHere: 'PDF hier ablegen',
  select: 'PDF auswählen',
  chooseAnother: 'Andere auswählen',
  pickOne: 'Wählen Sie eine Datei aus. Die nächste können Sie danach hochladen.',
  normalHint: '{name} öffnet es allein mit dem Link.',
  sensitiveHint: '{name} braucht auch einen Code, den Sie getrennt senden.',
  expiresLabel: 'Läuft ab',
  optional: 'Optional',
  dateHint:
    'Lesbar bis zum Ende dieses Tages. Danach erscheint es als abgelaufen und bleibt in Ihren Unterlagen.',
  pastDay: 'Dieser Tag ist vorbei. Wählen Sie einen späteren oder keinen.',
  farDay: 'Dieser Tag ist zu weit entfernt. Wählen Sie einen früheren oder keinen.',
  where: 'Wo',
  onProfile: 'Im Profil von {name}',
  onProfileHint: 'Pläne, Formulare, Dinge zum Aufbewahren.',
  inAppointment: 'In einem Termin',
  inAppointmentHint: 'Notizen, Anleitungen, eine Rechnung.',
  appointment: 'Termin',
  uploadIt: 'Hochladen',
  uploadingNow: 'Wird hochgeladen\u00A0…',
  done: 'Fertig',
  notPdf: 'Dokumente sind PDF-Dateien. Speichern Sie diese als PDF und wählen Sie es aus.',
  tooLarge:
    'Diese Datei hat {actual}; Dokumente dürfen {limit} haben. Speichern Sie sie mit kleineren Bildern und wählen Sie die neue aus.',
  notUploaded: 'Nicht hochgeladen · {size}',
  uploaded: 'Hochgeladen.',
  uploadedText: 'Teilen Sie den Link, damit {name} davon erfährt.',
  chooseFirst: 'Wählen Sie zuerst ein PDF aus.',

  // Sharing.
  shareWith: 'Mit {name} teilen',
  needsBoth: '{name} braucht den Link und einen Code. Senden Sie beides getrennt.',
  linkAlone: 'Wer den Link hat, kann es öffnen.',
  theLink: 'Der Link',
  firstLink: '1. Der Link',
  secondCode: '2. Der Code',
  notCopied: 'Noch nicht kopiert',
  copiedAt: 'Um {time} Uhr kopiert',
  sharedAlready: 'Geteilt: {when}',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyLink: 'Link kopieren',
  copyCode: 'Code kopieren',
  copyByHand: 'Ihr Browser hat ihn nicht kopiert. Markieren und kopieren Sie ihn hier:',
  noAddress:
    'Dieser Link kann nicht mehr angezeigt werden. Ziehen Sie ihn zurück und erstellen Sie einen neuen.',
  noCode: '{name} hat noch keinen Code',
  codeShown: 'Um {time} Uhr angezeigt · gilt bis {until}',
  codeMade: 'Erstellt: {when} · noch nicht verwendet',
  codeUsed: 'Verwendet: {when}',
  codeExpired: 'Abgelaufen: {when}',
  codeUsedUp: {
    one: 'Ungültig nach {count} falschen Code',
    other: 'Ungültig nach {count} falschen Codes',
  },
  show: 'Anzeigen',
  showCode: 'Code anzeigen',
  newCode: 'Neuer Code',
  codeOnce:
    'Er wird nur dieses eine Mal angezeigt. Senden Sie ihn als Textnachricht oder lesen Sie ihn vor, aber nicht in der Nachricht mit dem Link.',
  codeIs: 'Code: {code}',
  hidesIn: {
    one: 'Wird in {count} Sekunde ausgeblendet',
    other: 'Wird in {count} Sekunden ausgeblendet',
  },
  keepShowing: 'Weiter anzeigen',
  codeNote: 'Ein Code wird nur einmal angezeigt. Mit einem neuen gilt der alte nicht mehr.',
  lastTry:
    'Der letzte Versuch: {when}. War es nicht {name}, ziehen Sie den Link zurück und senden Sie einen neuen.',
  hasNoCode: '{name} hat keinen Code',
  askedAt: 'Darum gebeten: {when}',
  both: 'Sie sind beide im Termin',
  opensByItself: 'Die Seite von {name} öffnet sich von selbst',
  unlocked: 'Entsperrt. Die Seite von {name} öffnet sich von selbst.',
  unlock: 'Für dieses Gespräch entsperren',
  askNormal: 'Auf „Normal“ setzen?',
  askNormalText:
    'Dann kann es öffnen, wer den Link hat, auch ohne Code. Offene Seiten schließen sich und lassen sich mit dem Link wieder öffnen.',
  keepSensitive: '„Vertraulich“ behalten',
  withdrewAt: 'Sie haben ihn um {time} Uhr zurückgezogen',
  undo: 'Rückgängig',
  withdrawnNote:
    'Offene Seiten wurden sofort geschlossen. {name} liest: „Dieser Link funktioniert nicht mehr.“ Ein neuer Link hat eine neue Adresse.',
  newLink: 'Neuen Link erstellen',
}
