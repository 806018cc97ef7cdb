import type { TemplateResult } from 'lit'
import type { TransferFile } from '../../live/file.ts'
import type { Transfer } from '../../live/transfer.ts'
import { called } from '../file/called.ts'
import { fileRow } from '../file/file-row.ts'
import type { Refusals } from '../file/refusals.ts'
import type { RowMemory } from '../file/row-memory.ts'
import { rowText } from '../file/row-text.ts'
import type { ConnectionStatus } from '../joining/connection-status.ts'
import { removedRow } from '../kit/removed-row.ts'
import { shownFile } from '../kit/shown-name.ts'
import { thumbnail } from '../kit/thumbnail.ts'
import { troubleText, withTrouble } from './file-trouble.ts'
import { keepActions } from './keeping.ts'
import type { Panel } from './panel.ts'
import type { PanelActs } from './panel-acts.ts'

/** The state beside the file from which a file's row is made. */
export interface Watch {
  readonly acts: PanelActs
  readonly memory: RowMemory
  readonly refusals: Refusals
  readonly connection: ConnectionStatus
  /** Joins anew; absent if the page itself does that. */
  readonly reconnect: (() => void) | undefined
}

/** The files of a transfer that have a row of their own. */
export function filesShown({ files }: Transfer, { acts, refusals }: Watch): TransferFile[] {
  return files.filter(
    (file) => acts.dismissed.of(file.id) !== 'gone' && !acts.sent.inherits(file) && refusals.shows(file),
  )
}

/** Renders the row of a file, as its state is shown now. */
export function rowOf(file: TransferFile, panel: Panel, watch: Watch): TemplateResult {
  const { acts, memory, connection } = watch
  const lineDown = connection.state === 'down'
  const { words } = panel
  const { id } = file
  const name = shownFile(file.name, words)
  const heir = acts.sent.heirOf(file)
  if (heir) return rowOf(heir, panel, watch)
  if (acts.dismissed.of(id) === 'undoable') return removedRow({ key: id, name }, words, acts.dismissed)
  const partner = file.mine ? file.transfer.to : file.transfer.from
  const reader = { ...panel, otherName: called(partner, panel) }
  const kept = acts.sent.maySendAgain(file)
  if (kept && panel.open && acts.sent.withdrawn.of(id) === 'undoable') {
    const said = acts.sent.wasReady(file)
      ? words.say('withdrawn', { file: name, name: reader.otherName })
      : words.say('withdrawnEarly', { file: name })
    return removedRow({ key: id, name, said }, words, acts.sent.withdrawn, () =>
      acts.toFile(file, 'send-again'),
    )
  }
  const row = rowText(
    {
      name,
      size: file.size,
      bytes: file.bytes,
      status: memory.status(file),
      mine: file.mine,
      paused: file.paused,
      source: file.source,
      problem: file.problem?.problem,
      holdup: file.holdup?.problem,
      resumedFrom: memory.resumedFrom(file, lineDown),
      lineDown,
      there: panel.appointment.participants.some((person) => person.id === partner.id),
      kept,
      filesUntil: panel.appointment.filesUntil,
      pending: acts.sent.pending(file),
    },
    reader,
  )
  const trouble = acts.troubleWith(file)
  const note = trouble === undefined ? row.note : troubleText(trouble, file, reader)
  // On a connection that is closed for good, no act is possible.
  const keeps = keepActions(file, panel.role)
  const able = connection.state === 'closed' ? [] : [...withTrouble(row.actions, trouble), ...keeps]
  // A file whose name was erased cannot be asked for or sent again.
  const actions = file.name === '' ? able.filter((action) => action === 'dismiss') : able
  const said = keeps.includes('kept') ? `${row.text} · ${words.say('keptInDocuments')}` : row.text
  const text = file.name === '' && file.state === 'expired' ? words.say('erased') : said
  const shown = { ...row, text, actions, ...(note !== undefined && { note }) }
  const picture = thumbnail(acts.sent.of(file)?.file)
  return fileRow({ id, name, picture }, shown, words, (action) => acts.toFile(file, action))
}
