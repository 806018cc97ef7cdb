import type { TransferFile as Status } from '@chairside/protocol'
import type { Exchange } from './exchange.ts'

/** The files of which this is being said. */
const saying = new Set<string>()

/** Says that the receiver was shown a file, unless it is being said or the server knows. */
export function sayShown(file: Status, exchange: Pick<Exchange, 'command'>): void {
  const { id } = file
  if (file.state !== 'ready' || file.promptedAt !== undefined || saying.has(id)) return
  saying.add(id)
  const over = () => void saying.delete(id)
  exchange.command('file:prompted', { id }).then(over, over)
}
