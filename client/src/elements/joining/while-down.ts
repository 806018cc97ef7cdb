import type { Words } from '../../messages/words.ts'

/** What is at stake while there is no connection. */
export interface Stake {
  /** Whether a call goes on beside the panel; it has a connection of its own. */
  readonly inCall: boolean
  /** Whether this page is sending files, and will go on by itself. */
  readonly sends: boolean
}

/** Says what is safe while my connection is lost; follows the sentence that tells of the loss. */
export function whileDown(words: Words, { inCall, sends }: Stake): string {
  const safe = words.say(sends ? 'lineDownSends' : 'lineDownSafe')
  return inCall ? `${words.say('callSafe')} ${safe}` : safe
}
