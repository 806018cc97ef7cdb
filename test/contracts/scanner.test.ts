import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { type Doubt, MB } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { createClamd } from '../../server/src/adapters/clamd/scanner.ts'
import { openDisk } from '../../server/src/adapters/disk/store.ts'
import { unscanned } from '../../server/src/adapters/unscanned.ts'
import { defaultLimits, type Limits } from '../../server/src/limits.ts'
import type { ClamdAddress } from '../../server/src/scanner-settings.ts'
import type { ObjectStore } from '../../server/src/seams.ts'
import { lockedPdf } from '../gate/locked.ts'
import { letterWithMacros } from '../gate/macros.ts'
import { docx } from '../gate/package.ts'
import { eicar, guess, installClamd, marker, prepareClamd, startClamd } from '../services/clamd.ts'
import { startImpostor } from '../services/impostor.ts'
import { createManualClock } from '../world/clock.ts'
import { allowed, bytesOf } from '../world/samples.ts'
import { atEnd, until } from '../world/until.ts'

beforeAll(installClamd, 300_000)

/** Makes a scanner that uses the clamd at `address`, and a store for the contents to scan. */
async function scannerAt(address: ClamdAddress, limits: Partial<Limits> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  const store = await openDisk(dataDir)
  const clock = createManualClock()
  const scanner = createClamd({ address, store, clock, limits: { ...defaultLimits, ...limits } })
  let count = 0
  const keep = async (bytes: Buffer): Promise<string> => {
    count += 1
    const key = `object-${count}`
    await store.append(key, { epoch: 1, at: 0, chunks: [Uint8Array.from(bytes)] })
    await store.seal(key, bytes.length)
    return key
  }
  const scan = async (bytes: Buffer, signal?: AbortSignal) =>
    scanner.scan(await keep(bytes), bytes.length, signal)
  return { scanner, store, clock, scan, keep }
}

const local = (port: number): ClamdAddress => ({ host: '127.0.0.1', port })
const notScanned = (said: string | RegExp) => ({
  name: 'ChairsideError',
  problem: { code: 'CHECK_UNAVAILABLE' },
  cause: expect.objectContaining({ said: expect.stringMatching(said) }),
})

const undecided = (doubt: Doubt, said: RegExp) => ({
  state: 'undecided',
  doubt,
  said: expect.stringMatching(said),
})

/** A PDF with `content` in a deflated stream. */
function pdfWith(content: string): Buffer {
  const packed = deflateSync(Buffer.from(content))
  return Buffer.concat([
    Buffer.from(`%PDF-1.4\n1 0 obj\n<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n`),
    packed,
    Buffer.from('\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n'),
  ])
}

test('clamd calls clean files clean, by its port and by its socket', async () => {
  const clamd = await startClamd()
  for (const address of [local(clamd.port), { path: clamd.socket }]) {
    const { scan } = await scannerAt(address)
    for (const sample of Object.values(allowed)) {
      expect([sample, await scan(bytesOf(sample))]).toEqual([sample, { state: 'clean' }])
    }
  }
})

test('clamd finds malware as it is, behind a picture, inside Office files and inside PDFs', async () => {
  const clamd = await startClamd()
  const { scan } = await scannerAt(local(clamd.port))
  const found = [
    [Buffer.from(eicar), /^Chairside\.Test\.Eicar/],
    [Buffer.concat([bytesOf(allowed.jpeg), Buffer.from(marker)]), /^Chairside\.Test\.Marker/],
    [docx({ parts: { 'word/embeddings/old.bin': eicar } }), /Eicar/],
    [docx({ parts: { 'word/media/note.txt': marker } }), /Marker/],
    [pdfWith(`BT (${marker}) Tj ET`), /Marker/],
  ] as const
  for (const [bytes, signature] of found) {
    expect(await scan(bytes)).toEqual({ state: 'infected', signature: expect.stringMatching(signature) })
  }
})

test('clamd finds malware at the very end of the largest file that a transfer takes', async () => {
  const clamd = await startClamd()
  const { scan } = await scannerAt({ path: clamd.socket })
  const bytes = Buffer.concat([Buffer.alloc(100 * MB - marker.length), Buffer.from(marker)])
  expect(await scan(bytes)).toMatchObject({ state: 'infected' })
})

test('a guess of the heuristics is no infection, and not clean either: clamd cannot decide', async () => {
  const clamd = await startClamd()
  const { scan } = await scannerAt(local(clamd.port))
  expect(await scan(docx({ parts: { 'word/media/note.txt': guess } }))).toEqual(
    undecided('suspected', /^stream: Heuristics\.Chairside/),
  )
})

test('about a file that is locked with a password clamd cannot decide, if it is set up to say so', async () => {
  const usual = await startClamd()
  expect(await (await scannerAt(local(usual.port))).scan(lockedPdf())).toEqual({ state: 'clean' })
  const wary = await startClamd({ settings: { AlertEncrypted: 'yes' } })
  expect(await (await scannerAt(local(wary.port))).scan(lockedPdf())).toEqual(
    undecided('locked', /Heuristics\.Encrypted\.PDF/),
  )
})

test('a letter with macros is clean for a clamd that is set up as the documentation says, and suspected by one that looks for macros', async () => {
  const clamd = await startClamd()
  expect(await (await scannerAt(local(clamd.port))).scan(letterWithMacros())).toEqual({ state: 'clean' })
  const wary = await startClamd({ settings: { AlertOLE2Macros: 'yes' } })
  const { scan } = await scannerAt(local(wary.port))
  expect(await scan(letterWithMacros())).toEqual(undecided('suspected', /Heuristics\.OLE2\.ContainsMacros/))
})

test('a file over a limit of clamd is not clean, whichever limit it is', async () => {
  const large = Buffer.alloc(3 * MB, 'a harmless line\n')
  const stream = await startClamd({ settings: { StreamMaxLength: '1M' } })
  const ofStream = await scannerAt(local(stream.port))
  // The connection may end before the scanner has read the answer.
  expect(await ofStream.scan(large).catch((error) => error)).toEqual(
    expect.toSatisfy(
      (said) => said?.doubt === 'too-much' || /ECONNRESET|EPIPE|ended without/.test(said?.cause?.said),
    ),
  )

  const file = await startClamd({ settings: { MaxFileSize: '1M' } })
  const ofFile = await scannerAt(local(file.port))
  expect(await ofFile.scan(large)).toEqual(undecided('too-much', /Heuristics\.Limits\.Exceeded/))
  expect(await ofFile.scan(large.subarray(0, 1000))).toEqual({ state: 'clean' })
})

test('a clamd that is down is no verdict, and one that is back is asked again', async () => {
  const clamd = await prepareClamd()
  const byPort = await scannerAt(local(clamd.port))
  const bySocket = await scannerAt({ path: clamd.socket })
  const pdf = bytesOf(allowed.pdf)
  await expect(byPort.scan(pdf)).rejects.toMatchObject(notScanned('ECONNREFUSED'))
  await expect(bySocket.scan(pdf)).rejects.toMatchObject(notScanned('ENOENT'))
  await clamd.start()
  for (const { scan } of [byPort, bySocket]) expect(await scan(pdf)).toEqual({ state: 'clean' })
  await clamd.stop()
  await expect(byPort.scan(pdf)).rejects.toMatchObject(notScanned('ECONNREFUSED'))
})

test.each([
  ['nothing', ''],
  ['an empty reply', '\0'],
  ['half of a reply', 'stream: O'],
  ['a reply without its end', 'stream: OK'],
  ['a reply of another command', 'PONG\0'],
  ['an error', 'INSTREAM: Can’t allocate memory ERROR\0'],
  ['OK in other words', 'stream: ok\0'],
  ['OK of something else', '/etc/passwd: OK\0'],
  ['OK and more', 'stream: OK\0stream: Chairside.Test FOUND\0'],
  ['OK on two lines', 'stream: OK\nstream: OK\0'],
  ['something found without a name', 'stream:  FOUND\0'],
  ['an HTTP answer', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['garbage without end', 'x'.repeat(10_000)],
])('%s is no verdict', async (_, reply) => {
  const impostor = await startImpostor((line) => void line.end(reply, 'latin1'))
  const { scan } = await scannerAt(local(impostor.port))
  await expect(scan(bytesOf(allowed.pdf))).rejects.toMatchObject({ code: 'CHECK_UNAVAILABLE' })
  await until('its connection is closed', () => impostor.open === 0)
})

test.each<[string, Doubt | 'infected' | 'clean']>([
  ['stream: OK', 'clean'],
  ['stream: Win.Test.EICAR_HDB-1 FOUND', 'infected'],
  ['stream: Heuristics.Encrypted.PDF FOUND', 'locked'],
  ['stream: Heuristics.Encrypted.Zip FOUND', 'locked'],
  ['stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND', 'too-much'],
  ['stream: Heuristics.Limits.Exceeded FOUND', 'too-much'],
  ['INSTREAM size limit exceeded. ERROR', 'too-much'],
  ['stream: Heuristics.Phishing.Email.SpoofedDomain FOUND', 'suspected'],
  ['stream: Heuristics.Broken.Media.PNG FOUND', 'suspected'],
])('"%s" of clamd is a verdict: %s', async (reply, expected) => {
  const impostor = await startImpostor((line) => void line.end(`${reply}\0`, 'latin1'))
  const { scan } = await scannerAt(local(impostor.port))
  const verdict = await scan(bytesOf(allowed.pdf))
  expect(verdict.state === 'undecided' ? verdict.doubt : verdict.state).toBe(expected)
})

test('that its stream is too long clamd says before the last byte, and that is its verdict', async () => {
  const impostor = await startImpostor(
    (line) => void line.write('INSTREAM size limit exceeded. ERROR\0'),
    'at once',
  )
  const { scan } = await scannerAt(local(impostor.port))
  expect(await scan(Buffer.alloc(20 * MB))).toEqual(undecided('too-much', /^INSTREAM size limit/))
})

/** A scanner at an impostor that says this and resets the connection while the second half of a stream is still to come. */
async function resetBehind(reply: string) {
  const answered = Promise.withResolvers<void>()
  const impostor = await startImpostor((line) => {
    line.on('data', () => {
      if (impostor.bytes < MB || line.destroyed) return
      line.write(reply, 'latin1')
      line.resetAndDestroy()
      // Before anything else the next chunk is written: what has come back is still unread then.
      answered.resolve()
    })
  }, 'at once')
  const { store, clock, keep } = await scannerAt(local(impostor.port))
  const halting: ObjectStore = {
    ...store,
    read: async function* (...wish: Parameters<ObjectStore['read']>) {
      let read = 0
      for await (const chunk of store.read(...wish)) {
        if (read > MB) await answered.promise
        read += chunk.length
        yield chunk
      }
    },
  }
  const address = local(impostor.port)
  const scanner = createClamd({ address, store: halting, clock, limits: defaultLimits })
  return { impostor, scan: async () => scanner.scan(await keep(Buffer.alloc(4 * MB)), 4 * MB) }
}

test('that its stream is too long is heard although the connection is reset behind that', async () => {
  const { impostor, scan } = await resetBehind('INSTREAM size limit exceeded. ERROR\0')
  expect(await scan()).toEqual(undecided('too-much', /^INSTREAM size limit/))
  await until('its connection is closed', () => impostor.open === 0)
})

test.each(['', 'INSTREAM size limit exc', 'stream: OK\0'])(
  'a reset behind "%s" is no verdict',
  async (reply) => {
    const { impostor, scan } = await resetBehind(reply)
    await expect(scan()).rejects.toMatchObject({ code: 'CHECK_UNAVAILABLE' })
    await until('its connection is closed', () => impostor.open === 0)
  },
)

test('a word that comes before the last byte is no verdict, not even OK', async () => {
  const impostor = await startImpostor((line) => void line.write('stream: OK\0'), 'at once')
  const { scan } = await scannerAt(local(impostor.port))
  await expect(scan(Buffer.alloc(20 * MB))).rejects.toMatchObject(notScanned('stream: OK'))
})

test('a scanner that takes the bytes and stays silent is given up after its time', async () => {
  const impostor = await startImpostor(() => undefined)
  const { scan, clock } = await scannerAt(local(impostor.port))
  const scanning = scan(bytesOf(allowed.pdf))
  scanning.catch(() => undefined)
  await until('it has every byte', () => impostor.bytes > bytesOf(allowed.pdf).length)
  await clock.advance(defaultLimits.scanSilence)
  await expect(scanning).rejects.toMatchObject(notScanned('no answer in time'))
  await until('its connection is closed', () => impostor.open === 0)
})

test('a scanner that takes no bytes is given up after its time, and the file is closed', async () => {
  const impostor = await startImpostor((line) => void line.pause(), 'at once')
  const { scan, clock } = await scannerAt(local(impostor.port))
  const scanning = scan(Buffer.alloc(30 * MB))
  scanning.catch(() => undefined)
  await until('it has a connection', () => impostor.open === 1)
  let settled = false
  scanning.catch(() => {
    settled = true
  })
  await until('it is given up', async () => {
    await clock.advance(defaultLimits.scanSilence)
    return settled
  })
  await expect(scanning).rejects.toMatchObject(notScanned('no answer in time'))
})

test('an aborted scan ends at once, whether it runs or waits for its turn, and leaves room for others', async () => {
  const impostor = await startImpostor(() => undefined)
  const { scan } = await scannerAt(local(impostor.port), { scans: 1 })
  const [first, second] = [new AbortController(), new AbortController()]
  const running = scan(bytesOf(allowed.pdf), first.signal)
  running.catch(() => undefined)
  await until('one runs', () => impostor.bytes > bytesOf(allowed.pdf).length)
  const waiting = scan(bytesOf(allowed.pdf), second.signal)
  const next = scan(bytesOf(allowed.png))
  next.catch(() => undefined)
  second.abort()
  await expect(waiting).rejects.toBe(second.signal.reason)
  const before = impostor.bytes
  expect(impostor.open).toBe(1)
  first.abort()
  await expect(running).rejects.toBe(first.signal.reason)
  await until('the next one has its turn', () => impostor.bytes > before + bytesOf(allowed.png).length)
  await expect(scan(bytesOf(allowed.pdf), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
})

test('four files are scanned at once and no more, and the others come after them', async () => {
  const impostor = await startImpostor((line) => void setImmediate(() => line.end('stream: OK\0')))
  const { scan } = await scannerAt(local(impostor.port))
  const verdicts = await Promise.all(Array.from({ length: 20 }, () => scan(bytesOf(allowed.png))))
  expect(verdicts).toEqual(Array.from({ length: 20 }, () => ({ state: 'clean' })))
  expect(impostor.most).toBe(4)

  const clamd = await startClamd()
  const real = await scannerAt(local(clamd.port))
  const bytes = Array.from({ length: 20 }, (_, place) => Buffer.from(place % 2 ? marker : 'a harmless line'))
  const states = (await Promise.all(bytes.map((each) => real.scan(each)))).map(({ state }) => state)
  expect(states).toEqual(bytes.map((_, place) => (place % 2 ? 'infected' : 'clean')))
})

test('bytes that the store cannot give are no verdict', async () => {
  const clamd = await startClamd()
  const { scanner, keep, store } = await scannerAt(local(clamd.port))
  const key = await keep(Buffer.from('short'))
  await expect(scanner.scan(key, 500)).rejects.toMatchObject(notScanned('5 of 500 bytes'))
  await store.remove(key)
  await expect(scanner.scan(key, 5)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('a scanner proves itself with the test file; one without signatures, or none at all, does not', async () => {
  const [good, blind] = [await startClamd(), await startClamd({ signatures: false })]
  expect(await (await scannerAt(local(good.port))).scanner.prove()).toMatchObject({ state: 'infected' })
  expect(await (await scannerAt(local(blind.port))).scanner.prove()).toEqual({ state: 'clean' })
  const down = await prepareClamd()
  await expect((await scannerAt(local(down.port))).scanner.prove()).rejects.toMatchObject(
    notScanned('ECONNREFUSED'),
  )
  const impostor = await startImpostor((line) => void line.end('HELLO\0'))
  await expect((await scannerAt(local(impostor.port))).scanner.prove()).rejects.toMatchObject(
    notScanned('HELLO'),
  )
})

test('a scanner that does not answer the first question is given up after its time', async () => {
  const impostor = await startImpostor(() => undefined)
  const { scanner, clock } = await scannerAt(local(impostor.port))
  const proving = scanner.prove()
  proving.catch(() => undefined)
  await until('it has the question', () => impostor.bytes > 0)
  await clock.advance(defaultLimits.scanSilence)
  await expect(proving).rejects.toMatchObject(notScanned('no answer in time'))
})

test('without a scanner every file is unscanned, never clean', async () => {
  expect(unscanned.scans).toBe(false)
  expect([await unscanned.scan('any', 1), await unscanned.prove()]).toEqual([
    { state: 'unscanned' },
    { state: 'unscanned' },
  ])
})
