import { GB, type Health, pathOf, protocolVersion, routes } from '@chairside/protocol'
import { ask, jsonOf } from './ask.ts'
import { chairside, droppedRequestHeader } from './changes.ts'
import type { Examination } from './examination.ts'
import { type Finding, notTried, ok, wrong } from './finding.ts'

/** The free room below which a disk is soon full, in bytes. */
const little = 2 * GB

/** Whether the key is right, and how the server finds its parts: records, store, scanner and disk. */
export async function checkParts(exam: Examination): Promise<{ findings: Finding[]; keyFits: boolean }> {
  const { status, code, text } = await ask(exam, 'GET', pathOf(routes.readHealth), { bearer: exam.key })
  if (code === 'UNAUTHENTICATED')
    return {
      keyFits: false,
      findings: [
        wrong(
          'key',
          'The key is refused.',
          chairside('--key to the API_KEY that this server was started with'),
          ...droppedRequestHeader('Authorization').slice(0, 1),
        ),
      ],
    }
  const health = jsonOf<Health>(text)
  const fits = ok('key', 'The key is right.')
  if (code === 'UNKNOWN_COMMAND')
    return {
      keyFits: true,
      findings: [notTried('parts', 'The server is older than this doctor and does not tell its parts.')],
    }
  if (status !== 200 || health?.records === undefined)
    return {
      keyFits: code !== undefined,
      findings: [
        wrong(
          'parts',
          `The question about the parts of the server is answered with ${status}.`,
          chairside('what its log says at that time'),
        ),
      ],
    }
  return { keyFits: true, findings: [fits, ...judge(health as Health)] }
}

function judge({ version, wire, records, store, scanner, room }: Health): Finding[] {
  const findings: Finding[] = [
    wire.version === protocolVersion
      ? ok('parts', `Chairside ${version}, version ${wire.version} of the wire.`)
      : wrong(
          'parts',
          `The server is Chairside ${version} with version ${wire.version} of the wire, this doctor speaks ${protocolVersion}.`,
          chairside('the same release for both'),
        ),
    records === 'ok'
      ? ok('parts', 'The records answer.')
      : wrong(
          'parts',
          'The records do not answer.',
          chairside('the disk of DATA_DIR, or the database of DATABASE_URL: its log names the error'),
        ),
  ]
  const bucket = store.kind === 's3'
  findings.push(
    store.state === 'ok'
      ? ok('parts', bucket ? 'The bucket answers.' : 'The store of files (DATA_DIR) answers.')
      : wrong(
          'parts',
          bucket ? 'The bucket does not answer.' : 'The store of files does not answer.',
          chairside(
            bucket
              ? 'S3_BUCKET, S3_ENDPOINT, S3_REGION and the credentials (docs/operating.md, "Files in S3")'
              : 'the disk of DATA_DIR',
          ),
        ),
  )
  switch (scanner) {
    case 'ok':
      findings.push(ok('parts', 'The virus scanner (clamd) finds its test file.'))
      break
    case 'none':
      findings.push(notTried('parts', 'The virus scanner: none is set, so files go unscanned.'))
      break
    case 'blind':
      findings.push(
        wrong('parts', 'The virus scanner answers and finds nothing, not even its test file.', {
          in: 'clamd',
          set: 'its signatures: run freshclam, then restart it',
        }),
      )
      break
    case 'failing':
      findings.push(
        wrong(
          'parts',
          'The virus scanner does not answer: files wait for their check.',
          chairside('CLAMD_URL to where clamd listens'),
          { in: 'clamd', set: 'TCPSocket 3310 or LocalSocket, and StreamMaxLength 600M (docs/operating.md)' },
        ),
      )
  }
  if (room !== undefined) {
    const free = `${(room / GB).toFixed(1)} GB`
    findings.push(
      room >= little
        ? ok('parts', `The disk of DATA_DIR has ${free} free.`)
        : wrong(
            'parts',
            `The disk of DATA_DIR has only ${free} free.`,
            chairside('room on that disk, or DATA_DIR on a larger one'),
          ),
    )
  }
  return findings
}
