import { nothing, type TemplateResult } from 'lit'
import type { TransferFile } from '../../live/file.ts'
import { called } from '../file/called.ts'
import type { Debounce } from '../file/debounce.ts'
import { fileRow } from '../file/file-row.ts'
import { rowText } from '../file/row-text.ts'
import type { ConnectionStatus } from '../joining/connection-status.ts'
import type { Alarm } from '../kit/alarm.ts'
import { removedRow } from '../kit/removed-row.ts'
import { shownFile } from '../kit/shown-name.ts'
import { troubleText } from './file-trouble.ts'
import type { Panel } from './panel.ts'
import type { PanelActs } from './panel-acts.ts'

/** Bytes that came again after a gap are said to go on for so long, in ms. */
const resumedMs = 4_000

/** What a file's row is made from beside the file. */
export interface Watch {
  readonly acts: PanelActs
  readonly alarm: Alarm
  readonly debounce: Debounce
  readonly connection: ConnectionStatus
  /** Joins anew; absent where the page itself does. */
  readonly reconnect: (() => void) | undefined
}

/** The row of a file, as its state is shown now. */
export function rowOf(file: TransferFile, panel: Panel, watch: Watch): TemplateResult | typeof nothing {
  const { acts, alarm, debounce, connection } = watch
  const { words } = panel
  const { id } = file
  const name = shownFile(file.name, words)
  switch (acts.dismissed.of(id)) {
    case 'gone':
      return nothing
    case 'undoable':
      return removedRow(id, name, words, {
        undo: () => acts.dismissed.undo(id),
        suspend: () => acts.dismissed.suspend(id),
        goOn: () => acts.dismissed.goOn(id),
      })
    case 'there':
  }
  const partner = file.mine ? file.transfer.to : file.transfer.from
  const reader = { ...panel, otherName: called(partner, panel) }
  const row = rowText(
    {
      name,
      size: file.size,
      bytes: file.bytes,
      status: debounce.of(file),
      mine: file.mine,
      paused: file.paused,
      source: file.source,
      problem: file.problem?.problem,
      holdup: file.holdup?.problem,
      resumed: file.resumedAt !== undefined && alarm.before(file.resumedAt.getTime() + resumedMs),
      lineDown: connection.state === 'down',
      there: panel.appointment.participants.some((person) => person.id === partner.id),
      kept: acts.keeps(file),
    },
    reader,
  )
  const trouble = acts.troubleWith(file)
  const note = trouble === undefined ? row.note : troubleText(trouble, file, reader)
  // With a connection that is closed for good nothing can be done.
  const able = connection.state === 'closed' ? [] : row.actions
  // Nobody can be asked for a file whose name is gone.
  const actions = file.name === '' ? able.filter((action) => action === 'dismiss') : able
  const text = file.name === '' && file.state === 'expired' ? words.say('erased') : row.text
  const shown = { ...row, text, actions, ...(note !== undefined && { note }) }
  return fileRow(id, name, shown, words, (action) => acts.toFile(file, action))
}
