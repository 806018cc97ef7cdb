import { ChairsideError } from '@chairside/protocol'
import { abortWith } from '../async/abort.ts'
import { fromAnswer, lineDown } from '../connection/failure.ts'

/** How long the server may take for one byte, in ms. */
const answerMs = 10_000

/** The address of a view ticket's content, for bytes that are fetched before anybody sees them: they are no opening. */
export const ahead = (url: string): string => `${url}?ahead=true`

/**
 * Tells the server that what was fetched ahead is about to be shown: reads one byte of it, which is an opening.
 *
 * @throws ChairsideError as the server answers; LINE_DOWN when it cannot be reached
 * @throws the reason of `signal`
 */
export async function sayOpened(url: string, signal: AbortSignal): Promise<void> {
  const ending = abortWith(signal)
  const late = setTimeout(() => ending.abort(lineDown()), answerMs)
  try {
    const answer = await fetch(url, { headers: { Range: 'bytes=0-0' }, signal: ending.signal })
    if (!answer.ok) throw fromAnswer(answer.status, await answer.text())
    await answer.arrayBuffer()
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof ChairsideError ? error : lineDown(error)
  } finally {
    clearTimeout(late)
    ending.letGo()
  }
}
