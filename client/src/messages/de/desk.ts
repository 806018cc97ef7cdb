import type { TableIn } from '../table.ts'

/** The German sentences of the desk, and the reasons for a refusal in two or three words. */
export const desk = {
  // The desk.
  deskTitle: 'Mein Arbeitsplatz',
  deskCounts: '{day} · {counts}',
  countInCall: '{count} im Gespräch',
  countWaiting: { one: '{count} wartet', other: '{count} warten' },
  waitingRoom: 'Wartezimmer',
  inACall: 'Im Gespräch',
  waitingFor: { one: 'Wartet seit {count} Minute', other: 'Wartet seit {count} Minuten' },
  waitingForAppointment: {
    one: 'Wartet seit {count} Minute · Termin {time} Uhr',
    other: 'Wartet seit {count} Minuten · Termin {time} Uhr',
  },
  justCameIn: 'Gerade gekommen',
  justCameInAppointment: 'Gerade gekommen · Termin {time} Uhr',
  inCallSince: 'Im Gespräch seit {time} Uhr',
  leftWaitingRoom: '{name} hat das Wartezimmer verlassen',
  leftCall: '{name} hat das Gespräch verlassen',
  filesArriving: { one: '{count} Datei wird empfangen', other: '{count} Dateien werden empfangen' },
  filesToDecide: { one: 'Über {count} Datei entscheiden', other: 'Über {count} Dateien entscheiden' },
  askedForFiles: 'Dateien angefordert',
  files: 'Dateien',
  filesOfPerson: 'Dateien von {name}',
  closeFilesOf: 'Dateien von {name} schließen',
  nobodyWaiting: 'Niemand wartet',
  nobodyWaitingText: 'Patientinnen und Patienten erscheinen hier, sobald sie ihren Termin öffnen.',

  // Why a file was refused, for the other side.
  reasonType: 'kein zulässiger Typ',
  reasonCheck: 'Prüfung nicht bestanden',
  reasonSize: 'zu groß',
  reasonEmpty: 'leer',
  reasonName: 'kein brauchbarer Name',
  reasonDamaged: 'beschädigt',
  reasonLocked: 'mit einem Passwort geschützt',
  reasonMacros: 'enthält Makros',
  reasonHarmful: 'schädlich, gelöscht',
  reasonUndecided: 'Prüfung ohne klares Ergebnis, gelöscht',
  reasonStopped: 'gestoppt',
} as const satisfies Partial<TableIn<'one' | 'other'>>
