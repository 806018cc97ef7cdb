import type { MessageKey, TableIn } from '../table.ts'
import type { again } from './again.ts'

/** The plural categories of German. */
export type Forms = 'one' | 'other'

/** What the status region says in German. */
export const said: Pick<TableIn<Forms>, Exclude<Extract<MessageKey, `said${string}`>, keyof typeof again>> = {
  saidAsked: '{name} bittet Sie um Dateien.',
  saidAskedNote: '{name} bittet Sie um Dateien: „{note}“',
  saidChosen: { one: '{count} Datei ausgewählt, {size}.', other: '{count} Dateien ausgewählt, {size}.' },
  saidNotAdded: '{file} nicht hinzugefügt: {reason}',
  saidNotAddedCount: { one: '{count} Datei nicht hinzugefügt.', other: '{count} Dateien nicht hinzugefügt.' },
  saidStopped: 'Nicht gesendet: {file}. {reason}',
  saidWithdrawn: 'Zurückgezogen: {files}.',
  saidWithdrawnBy: '{name} hat {files} zurückgezogen.',
  saidTakenBack: '{name} hat die Anfrage zurückgezogen.',
  saidSending: { one: '{count} Datei wird gesendet.', other: '{count} Dateien werden gesendet.' },
  saidSendingPart: {
    one: '{count} Datei wird gesendet, {refused} nicht.',
    other: '{count} Dateien werden gesendet, {refused} nicht.',
  },
  saidQuarter: 'Ein Viertel gesendet.',
  saidHalf: 'Die Hälfte gesendet.',
  saidThreeQuarters: 'Drei Viertel gesendet.',
  saidDelivered: 'Zugestellt: {file}.',
  saidRefused: 'Abgelehnt: {file}. {reason}',
  saidDeliveredCount: { one: '{count} Datei zugestellt.', other: '{count} Dateien zugestellt.' },
  saidRefusedCount: { one: '{count} Datei abgelehnt.', other: '{count} Dateien abgelehnt.' },
  saidReady: 'Bereit für {name}: {file}.',
  saidReadyCount: { one: '{count} Datei bereit für {name}.', other: '{count} Dateien bereit für {name}.' },
  saidYouDecide: 'Die Prüfung von {file} ergab kein klares Ergebnis. Bitte entscheiden Sie.',
  saidTheyDecide: 'Die Prüfung von {file} ergab kein klares Ergebnis. {name} entscheidet.',
  saidNewFile: 'Neue Datei von {name}: {file}.',
  saidNewFiles: { one: '{count} neue Datei von {name}.', other: '{count} neue Dateien von {name}.' },
  saidDownloaded: 'An das Gerät von {name} gesendet: {files}.',
  saidDeclined: '{name} kann gerade keine Dateien senden.',
}
