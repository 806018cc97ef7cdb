import type { MessageKey, TableIn } from '../table.ts'
import type { again } from './again.ts'

/** The plural categories of Slovak. */
export type Forms = 'one' | 'few' | 'many' | 'other'

/** What the status region says in Slovak. */
export const said: Pick<TableIn<Forms>, Exclude<Extract<MessageKey, `said${string}`>, keyof typeof again>> = {
  saidAsked: '{name} vás žiada o súbory.',
  saidAskedNote: '{name} vás žiada o súbory: „{note}“',
  saidChosen: {
    one: 'Vybraný {count} súbor, {size}.',
    few: 'Vybrané {count} súbory, {size}.',
    many: 'Vybraného {count} súboru, {size}.',
    other: 'Vybraných {count} súborov, {size}.',
  },
  saidNotAdded: 'Nepridané: {file}. {reason}',
  saidNotAddedCount: 'Nepridané súbory: {count}.',
  saidStopped: 'Neodoslané: {file}. {reason}',
  saidWithdrawn: 'Vzaté späť: {files}.',
  saidWithdrawnBy: 'Vzaté späť ({name}): {files}.',
  saidTakenBack: '{name} už o súbory nežiada.',
  saidSending: {
    one: 'Odosiela sa {count} súbor.',
    few: 'Odosielajú sa {count} súbory.',
    many: 'Odosiela sa {count} súboru.',
    other: 'Odosiela sa {count} súborov.',
  },
  saidSendingPart: 'Odosielané súbory: {count}, neodoslané: {refused}.',
  saidQuarter: 'Odoslaná štvrtina.',
  saidHalf: 'Odoslaná polovica.',
  saidThreeQuarters: 'Odoslané tri štvrtiny.',
  saidDelivered: 'Doručené: {file}.',
  saidRefused: 'Odmietnuté: {file}. {reason}',
  saidDeliveredCount: 'Doručené súbory: {count}.',
  saidRefusedCount: 'Odmietnuté súbory: {count}.',
  saidReady: 'Pripravené ({name}): {file}.',
  saidReadyCount: 'Pripravené súbory ({name}): {count}.',
  saidYouDecide: 'Kontrola nevie rozhodnúť o súbore {file}. Čaká na vaše rozhodnutie.',
  saidTheyDecide: 'Kontrola nevie rozhodnúť o súbore {file}. Rozhodne {name}.',
  saidNewFile: 'Nový súbor ({name}): {file}.',
  saidNewFiles: {
    one: 'Pribudol {count} súbor ({name}).',
    few: 'Pribudli {count} súbory ({name}).',
    many: 'Pribudlo {count} súboru ({name}).',
    other: 'Pribudlo {count} súborov ({name}).',
  },
  saidDownloaded: 'Odoslané do zariadenia ({name}): {files}.',
  saidDeclined: '{name} teraz nemôže poslať súbory.',
}
