import type { Words } from '../../messages/words.ts'

/** What is at stake while there is no connection. */
export interface Stake {
  /** Whether a call goes on beside File Transfer: it has a connection of its own. */
  readonly inCall: boolean
  /** Whether this page is sending something, and will go on by itself. */
  readonly sends: boolean
}

/** What there is to know while my connection is lost, as it stands behind the sentence that says so. */
export function whileDown(words: Words, { inCall, sends }: Stake): string {
  const safe = words.say(sends ? 'lineDownSends' : 'lineDownSafe')
  return inCall ? `${words.say('callSafe')} ${safe}` : safe
}
