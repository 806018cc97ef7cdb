import { isFetchable } from '@chairside/protocol'
import type { TransferFile } from '../../live/file.ts'
import type { FileAction } from '../file/file-action.ts'
import type { Scene } from './scene.ts'

/** The received files that this page has kept as documents. */
const kept = new WeakSet<TransferFile>()

/** What the row of a file offers: to keep it, or that it is kept; nothing for what this person cannot keep. */
export function keepActions(file: TransferFile, role: 'practitioner' | 'patient'): readonly FileAction[] {
  if (file.mine || role !== 'practitioner' || !isFetchable(file)) return []
  return [kept.has(file) ? 'kept' : 'keep']
}

/** Keeps a received file as a document of the library, and says so; twice gives one document. Throws the server's error. */
export async function keep(file: TransferFile, scene: Scene): Promise<void> {
  await file.keep()
  kept.add(file)
  scene.changed()
  scene.say(`${scene.words().say('keptInDocuments')}: ${file.name}`)
}
