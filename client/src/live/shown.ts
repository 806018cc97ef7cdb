import type { TransferFile as Status } from '@chairside/protocol'
import type { Exchange } from './exchange.ts'

/** Ids of files whose command is on its way. */
const saying = new Set<string>()

/** Tells the server that its receiver saw a file, unless the server knows or the command is on its way. */
export function sayShown(file: Status, exchange: Pick<Exchange, 'command'>): void {
  const { id } = file
  if (file.state !== 'ready' || file.promptedAt !== undefined || saying.has(id)) return
  saying.add(id)
  const over = () => void saying.delete(id)
  exchange.command('file:prompted', { id }).then(over, over)
}
