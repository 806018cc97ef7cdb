import type { MessageKey, TableIn } from '../table.ts'
import type { again } from './again.ts'

/** The plural categories of Czech. */
export type Forms = 'one' | 'few' | 'many' | 'other'

/** What the status region says in Czech. */
export const said: Pick<TableIn<Forms>, Exclude<Extract<MessageKey, `said${string}`>, keyof typeof again>> = {
  saidAsked: '{name} vás žádá o soubory.',
  saidAskedNote: '{name} vás žádá o soubory: „{note}“',
  saidChosen: {
    one: 'Vybrán {count} soubor, {size}.',
    few: 'Vybrány {count} soubory, {size}.',
    many: 'Vybráno {count} souboru, {size}.',
    other: 'Vybráno {count} souborů, {size}.',
  },
  saidNotAdded: 'Nepřidáno: {file}. {reason}',
  saidNotAddedCount: 'Nepřidané soubory: {count}.',
  saidStopped: 'Neodesláno: {file}. {reason}',
  saidWithdrawn: 'Vzato zpět: {files}.',
  saidWithdrawnBy: 'Vzato zpět ({name}): {files}.',
  saidTakenBack: '{name} už o soubory nežádá.',
  saidSending: {
    one: 'Odesílá se {count} soubor.',
    few: 'Odesílají se {count} soubory.',
    many: 'Odesílá se {count} souboru.',
    other: 'Odesílá se {count} souborů.',
  },
  saidSendingPart: 'Odesílané soubory: {count}, neodeslané: {refused}.',
  saidQuarter: 'Odeslána čtvrtina.',
  saidHalf: 'Odeslána polovina.',
  saidThreeQuarters: 'Odeslány tři čtvrtiny.',
  saidDelivered: 'Doručeno: {file}.',
  saidRefused: 'Odmítnuto: {file}. {reason}',
  saidDeliveredCount: 'Doručené soubory: {count}.',
  saidRefusedCount: 'Odmítnuté soubory: {count}.',
  saidReady: 'Připraveno ({name}): {file}.',
  saidReadyCount: 'Připravené soubory ({name}): {count}.',
  saidYouDecide: 'Kontrola nedokáže rozhodnout o souboru {file}. Čeká na vaše rozhodnutí.',
  saidTheyDecide: 'Kontrola nedokáže rozhodnout o souboru {file}. Rozhodne {name}.',
  saidNewFile: 'Nový soubor ({name}): {file}.',
  saidNewFiles: {
    one: 'Přibyl {count} soubor ({name}).',
    few: 'Přibyly {count} soubory ({name}).',
    many: 'Přibylo {count} souboru ({name}).',
    other: 'Přibylo {count} souborů ({name}).',
  },
  saidDownloaded: 'Odesláno do zařízení ({name}): {files}.',
  saidDeclined: '{name} teď nemůže poslat soubory.',
}
