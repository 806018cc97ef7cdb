import type { IncomingMessage } from 'node:http'
import { MB, pathOf, routes, type Snapshot, type Ticket } from '@chairside/protocol'
import { ask, begin, jsonOf } from './ask.ts'
import { fromStart } from './bodies-check.ts'
import { bufferedAnswers } from './changes.ts'
import { type Examination, within } from './examination.ts'
import { type Finding, notTried, ok, wrong } from './finding.ts'
import type { Throwaway } from './throwaway.ts'
import { whyUnanswered } from './unanswered.ts'

/** The content that is fetched: much more than the systems and a proxy on the way hold of a connection by themselves. */
const size = 48 * MB

/** How long the server may take to check it, and the reader to read nothing, in ms. */
const checked = 60_000
const idle = 4000

/** Whether what counts as downloaded has left for its reader: a reader who stops must stop the server too. */
export async function checkDownloads(exam: Examination, throwaway: Throwaway): Promise<Finding[]> {
  const skip = (why: string): Finding[] => [
    notTried('downloads', `Whether answers are held back on the way: ${why}.`),
  ]
  if (exam.body < size) return skip('--body-mb is below 48')
  try {
    const { token, patientToken, offer } = throwaway
    const { file, upload } = await offer(size)
    const sent = await ask(exam, 'PATCH', upload, {
      bearer: token,
      headers: fromStart,
      length: size,
      limit: checked * 3,
    })
    if (sent.status !== 204) return skip(`the content is answered with ${sent.code ?? sent.status}`)
    if (!(await reaches(exam, throwaway, file, ['ready']))) return skip('the content was not ready in time')
    const { text } = await ask(exam, 'POST', pathOf(routes.issueTicket, { id: file }), {
      bearer: patientToken,
      json: { use: 'download' },
    })
    const address = URL.parse(jsonOf<Ticket>(text)?.url ?? '')
    if (address === null) return skip('there is no address of the content')
    return await within(exam, checked, async (signal) => {
      // At the examined address, whatever PUBLIC_URL is.
      const path = address.pathname.slice(address.pathname.indexOf('/v1/'))
      const sent = begin(exam, 'GET', path, {}, signal)
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        sent.once('response', resolve).on('error', reject).end()
      })
      try {
        if (answer.statusCode !== 200) return skip(`the content is answered with ${answer.statusCode}`)
        answer.once('data', () => answer.pause())
        await new Promise<void>((resolve) => exam.clock.after(idle, resolve))
        const state = await stateOf(exam, throwaway, file)
        if (state !== 'downloaded')
          return [ok('downloads', 'An answer leaves the server as its reader reads it.')]
        return [
          wrong(
            'downloads',
            'Answers are held back on the way: a file counts as downloaded before its reader has it, and cannot be withdrawn any more.',
            ...bufferedAnswers,
          ),
        ]
      } finally {
        sent.destroy()
      }
    })
  } catch (error) {
    if (exam.signal.aborted) throw error
    return skip(whyUnanswered(error))
  }
}

async function seeFiles(
  exam: Examination,
  { id, token }: Throwaway,
  after?: number,
): Promise<Partial<Snapshot> | undefined> {
  const path = pathOf(routes.awaitSnapshot, { id })
  const limit = 40_000
  const { text } = await ask(exam, 'GET', after === undefined ? path : `${path}?after=${after}`, {
    bearer: token,
    limit,
  })
  return jsonOf<Snapshot>(text)
}

const fileIn = (snapshot: Partial<Snapshot> | undefined, id: string): string | undefined =>
  snapshot?.transfers?.flatMap(({ files }) => files).find((one) => one.id === id)?.state

const stateOf = async (exam: Examination, throwaway: Throwaway, file: string): Promise<string | undefined> =>
  fileIn(await seeFiles(exam, throwaway), file)

/** Whether a file comes into one of these states. The server holds each question until something changes. */
async function reaches(
  exam: Examination,
  throwaway: Throwaway,
  file: string,
  states: readonly string[],
): Promise<boolean> {
  const end = exam.clock.now() + checked
  for (let after: number | undefined; exam.clock.now() < end; ) {
    const snapshot = await seeFiles(exam, throwaway, after)
    const state = fileIn(snapshot, file)
    if (state !== undefined && states.includes(state)) return true
    if (state === 'rejected' || snapshot?.revision === undefined) return false
    after = snapshot.revision
  }
  return false
}
