import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { pathOf, routes } from '@chairside/protocol'
import { ask } from './ask.ts'
import { droppedAnswerHeader, droppedRequestHeader } from './changes.ts'
import type { Examination } from './examination.ts'
import { type Finding, notTried, ok, wrong } from './finding.ts'
import type { Throwaway } from './throwaway.ts'

/** Whether the headers that Chairside lives by come through both ways. Those of uploads need an appointment. */
export async function checkHeaders(exam: Examination, throwaway: Throwaway | undefined): Promise<Finding[]> {
  const dropped: string[] = []
  const hidden: string[] = []
  const id = randomUUID()
  // No token of anybody: the server tells it apart from none at all.
  const judged = await ask(exam, 'GET', pathOf(routes.readTransfer, { id }), {
    bearer: 'no.token.of-anybody',
  })
  if (judged.code === 'UNAUTHENTICATED') dropped.push('Authorization')
  if (judged.isBare) hidden.push(named('Chairside-Error', judged.headers))
  const found = await ask(exam, 'HEAD', pathOf(routes.findUpload, { id }))
  if (found.status === 401 && found.headers['tus-resumable'] === undefined)
    hidden.push(named('Tus-Resumable', found.headers))
  if (throwaway !== undefined) {
    const ofThem = await ofUploads(exam, throwaway)
    dropped.push(...ofThem.dropped)
    hidden.push(...ofThem.hidden)
  }
  const both = 'Authorization, Chairside-Error, Tus-Resumable'
  return [
    ...dropped.map((name) =>
      wrong(
        'headers',
        `The header ${name} of a request does not reach the server.`,
        ...droppedRequestHeader(name),
      ),
    ),
    ...hidden.map((name) =>
      wrong(
        'headers',
        `The header ${name} of an answer does not come back.`,
        ...droppedAnswerHeader(name.split(' ')[0] ?? name),
      ),
    ),
    ...(dropped.length + hidden.length === 0
      ? [ok('headers', `${both}${throwaway ? ', Upload-Offset and Upload-Length' : ''} come through.`)]
      : []),
    ...(throwaway ? [] : [notTried('headers', 'Upload-Offset and Upload-Length: they need --key.')]),
  ]
}

async function ofUploads(
  exam: Examination,
  { token, offer }: Throwaway,
): Promise<{ dropped: string[]; hidden: string[] }> {
  const [dropped, hidden]: [string[], string[]] = [[], []]
  const { upload } = await offer(100)
  const tus = { 'tus-resumable': '1.0.0' }
  const stands = await ask(exam, 'HEAD', upload, { bearer: token, headers: tus })
  if (stands.status === 412) dropped.push('Tus-Resumable')
  else if (stands.status === 200)
    for (const name of ['Upload-Offset', 'Upload-Length'])
      if (stands.headers[name.toLowerCase()] === undefined) hidden.push(named(name, stands.headers))
  // The last byte is missing, so that the file is never whole.
  const sent = await ask(exam, 'PATCH', upload, {
    bearer: token,
    headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    length: 99,
  })
  if (sent.code === 'BAD_REQUEST')
    dropped.push(/Upload-Offset/i.test(sent.text) ? 'Upload-Offset' : 'Content-Type')
  return { dropped, hidden }
}

/** The name of a missing header, with that of one that looks like it: some proxies rename what they do not know. */
function named(name: string, headers: IncomingHttpHeaders): string {
  const letters = (text: string): string =>
    text
      .toLowerCase()
      .replace(/^x-/, '')
      .replace(/[^a-z]/g, '')
  const other = Object.keys(headers).find(
    (one) => letters(one) === letters(name) && one !== name.toLowerCase(),
  )
  return other === undefined ? name : `${name} (it comes as ${other})`
}
