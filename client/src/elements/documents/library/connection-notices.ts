import type { Problem } from '@chairside/protocol'
import { sayOfLibrary as say } from '../../../messages/library.ts'
import { explain, inFull } from '../../../messages/problem.ts'
import type { Words } from '../../../messages/words.ts'
import type { ConnectionStatus } from '../../joining/connection-status.ts'
import { button } from '../../kit/button.ts'
import type { Notice } from '../../kit/notice.ts'

/**
 * Notices of the connection, and of why what is shown may be old. Without its live connection the page works, too: only what
 * the person must know is said.
 */
export function connectionNotices(
  connection: ConnectionStatus,
  problem: Problem | undefined,
  words: Words,
  reconnect: () => void,
): Notice[] {
  switch (connection.state) {
    case 'connecting':
      if (problem) break
      return [{ icon: 'clock', text: words.say('connecting') }]
    case 'signed-out':
      return [
        {
          ...{ icon: 'warn', tone: 'stop', title: say(words, 'signedOut') },
          actions: button('quiet', say(words, 'reconnect'), reconnect, { tight: true }),
        },
      ]
    case 'closed':
      return connection.problem ? [refused(connection.problem, words, reconnect)] : []
    case 'quiet':
    case 'polling':
    case 'back':
    case 'down':
      break
  }
  if (problem?.code === 'LINE_DOWN' || (problem === undefined && connection.state === 'down'))
    return [{ icon: 'noline', tone: 'wait', title: say(words, 'down'), text: say(words, 'downText') }]
  return problem ? [refused(problem, words, reconnect)] : []
}

const refused = (problem: Problem, words: Words, again: () => void): Notice => ({
  ...{
    icon: 'warn',
    tone: 'stop',
    text: 'reference' in problem ? inFull(words, problem) : explain(words, problem),
  },
  actions: button('quiet', words.say('tryAgain'), again, { tight: true }),
})
