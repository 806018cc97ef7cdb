import { fromAnswer, lineDown } from './failure.ts'
import { newId } from './id.ts'

/** How long a hidden frame stays, in ms: well past the moment where the browser takes the download over. */
const frameMs = 60_000

/**
 * Lets the browser save what an address gives (answers null), or in Node answers its bytes.
 *
 * @throws ChairsideError in Node, what the server answered instead
 */
export async function save(url: string): Promise<ReadableStream<Uint8Array> | null> {
  if (typeof document === 'undefined') return open(url)
  const name = `chairside-${newId()}`
  const frame = document.createElement('iframe')
  frame.name = name
  frame.hidden = true
  frame.ariaHidden = 'true'
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  // A browser ignores `download` across origins and navigates: an error answer or a dead line then replaces only this
  // frame's blank page, never the call.
  link.target = name
  link.referrerPolicy = 'no-referrer'
  document.body.append(frame, link)
  link.click()
  link.remove()
  setTimeout(() => frame.remove(), frameMs)
  return null
}

async function open(url: string): Promise<ReadableStream<Uint8Array>> {
  const answer = await fetch(url).catch((cause) => {
    throw lineDown(cause)
  })
  if (!answer.ok) throw fromAnswer(answer.status, await answer.text())
  return answer.body ?? new Blob([]).stream()
}
