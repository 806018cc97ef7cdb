import { MB, pathOf, routes } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, grownPdf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { trickle } from '../../world/trickle.ts'
import { until } from '../../world/until.ts'
import { meet } from '../../world/world.ts'

test('a withdrawn file leaves the prompts, its tickets answer that it is gone, and its bytes leave the disk', async () => {
  const { world, id, practitioner, patient } = await meet()
  const [mine] = (await practitioner.send([pick(allowed.pdf)])).files
  const theirs = await until('the patient is prompted', () => patient.prompts[0])
  const tickets = [await theirs.ticket('download'), await theirs.ticket('view')]
  keepSecret(...tickets.map((ticket) => ticket.url))
  const [ticket] = tickets
  expect((await fetch(`${ticket?.url}`, { method: 'HEAD' })).status).toBe(200)

  await mine?.withdraw()
  await until('both see it', () => mine?.state === 'withdrawn' && theirs.state === 'withdrawn')
  expect(patient.prompts).toHaveLength(0)
  for (const { url } of tickets) {
    const answer = await fetch(url)
    expect([answer.status, await answer.json()]).toMatchObject([410, { error: { code: 'WITHDRAWN' } }])
    expect((await fetch(url, { headers: { range: 'bytes=0-9' } })).status).toBe(410)
  }
  await expect(theirs.download()).rejects.toMatchObject({ code: 'WITHDRAWN' })
  await expect(mine?.ticket('view')).rejects.toMatchObject({ code: 'WITHDRAWN' })
  await until('its bytes are gone', async () => (await world.stored()).length === 0)
  await mine?.withdraw()
  const withdrawn = (await world.record(id)).filter((line) => line.kind === 'file-withdrawn')
  expect(withdrawn).toMatchObject([{ by: eva.id, file: theirs.id }])
})

test('a file can be withdrawn until it was downloaded, then it is a conflict', async () => {
  const { world, practitioner, patient } = await meet()
  const [late, slow] = [trickle(2 * MB, 'late-letter.pdf'), trickle(4 * MB, 'slow-scan.pdf')]
  const transfer = await practitioner.send([pick(allowed.png), late.source, slow.source])
  const [read, offered, arriving] = transfer.files
  const prompt = await until('one is here', () => patient.prompts[0])
  await saved(prompt)
  slow.flow(2 * MB)
  await until('one is downloaded, one half here, one not begun', async () => {
    await world.clock.advance(100)
    return read?.state === 'downloaded' && arriving?.bytes === 2 * MB && offered?.bytes === 0
  })

  await expect(read?.withdraw()).rejects.toMatchObject({ problem: { code: 'CONFLICT', state: 'downloaded' } })
  await Promise.all([offered?.withdraw(), arriving?.withdraw()])
  await until('the patient sees it', () => patient.transfers[0]?.state === 'settled')
  expect(patient.transfers[0]?.files.map((file) => file.state)).toEqual([
    'downloaded',
    'withdrawn',
    'withdrawn',
  ])
  await until('only the downloaded bytes stay', async () => (await world.stored()).length === 1)
  expect(await world.stored()).toEqual([bytesOf(allowed.png).length])
  expect((await saved(prompt)).equals(bytesOf(allowed.png))).toBe(true)
})

test('withdrawing a transfer takes back all that was not downloaded', async () => {
  const { world, practitioner, patient } = await meet()
  const slow = trickle(4 * MB, 'slow-scan.pdf')
  const transfer = await practitioner.send([pick(allowed.pdf), pick(allowed.jpeg), slow.source])
  const [first] = await until('two are here', () => patient.prompts.length === 2 && patient.prompts)
  if (first === undefined) throw new Error('two files are here')
  await saved(first)
  await until('the practitioner knows of the download', () => transfer.files[0]?.state === 'downloaded')

  await transfer.withdraw()
  await until('the patient sees it', () => patient.transfers[0]?.state === 'withdrawn')
  expect(patient.transfers[0]?.files.map((file) => file.state)).toEqual([
    'downloaded',
    'withdrawn',
    'withdrawn',
  ])
  expect(transfer.state).toBe('withdrawn')
  expect(patient.prompts).toHaveLength(0)
  await until('only the downloaded bytes stay', async () => (await world.stored()).length === 1)
  expect((await saved(first)).equals(bytesOf(allowed.pdf))).toBe(true)
})

test('only the sender can withdraw', async () => {
  const { practitioner, patient } = await meet()
  const transfer = await practitioner.send([pick(allowed.pdf)])
  const theirs = await until('the patient is prompted', () => patient.prompts[0])
  await expect(theirs.withdraw()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(patient.transfers[0]?.withdraw()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(transfer.files[0]?.state).toBe('ready')
})

test('running downloads of a withdrawn file are cut within a second, also one whose reader has stalled', async () => {
  const { world, practitioner, patient } = await meet()
  const size = 24 * MB
  const [mine] = (await practitioner.send([grownPdf(size, 'long-record.pdf')])).files
  const theirs = await until('the patient is prompted', () => patient.prompts[0], 1500)
  const { url } = await theirs.ticket('download')
  keepSecret(url)
  const [quick, stalled] = [await open(url), await open(url)]
  while (quick.read < 12 * MB) await quick.take()

  await mine?.withdraw()
  await world.clock.advance(1000)
  for (const download of [quick, stalled]) await expect(download.rest()).rejects.toThrow()
  expect(quick.read).toBeLessThan(size)
  // The reader gets at most what the buffers between server and reader hold.
  expect(stalled.read).toBeLessThan(2 * MB)
  expect(mine?.status).toMatchObject({ state: 'withdrawn' })
})

/** Begins a download of which the test takes one part at a time. */
async function open(url: string) {
  const reader = (await fetch(url)).body?.getReader()
  let read = 0
  const take = async (): Promise<boolean> => {
    const part = await reader?.read()
    read += part?.value?.length ?? 0
    return part?.done === false
  }
  await take()
  return {
    get read() {
      return read
    },
    take,
    rest: async () => {
      while (await take());
    },
  }
}

test('a running upload of a withdrawn file is cut at once, and cannot go on', async () => {
  const { world, id, practitioner, patient } = await meet()
  const own = trickle(4 * MB, 'shoulder-scan.pdf')
  const [mine] = (await practitioner.send([own.source])).files
  const token = await world.token(id, eva.id)
  const address = world.url + pathOf(routes.sendBytes, { id: mine?.id ?? '' })
  const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' }
  own.flow(MB)
  await until('some of it is there', async () => {
    await world.clock.advance(100)
    return mine?.bytes === MB
  })
  // Another client of the same sender goes on with the upload, as after a change of device.
  const other = trickle(3 * MB, 'shoulder-scan.pdf')
  const offset = (await fetch(address, { method: 'HEAD', headers })).headers.get('upload-offset')
  const sending = fetch(address, {
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': `${offset}` },
    body: other.source.blob.stream(),
    duplex: 'half',
  } as RequestInit)
  other.flow(MB)
  await until('the other one has brought bytes', async () => {
    await world.clock.advance(100)
    return mine?.bytes === 2 * MB
  })

  await mine?.withdraw()
  const answer = await sending
  expect([answer.status, await answer.json()]).toMatchObject([410, { error: { code: 'WITHDRAWN' } }])
  expect((await fetch(address, { method: 'HEAD', headers })).status).toBe(410)
  await until('nothing of it is left', async () => (await world.stored()).length === 0)
  expect(patient.transfers[0]?.files[0]?.state).toBe('withdrawn')
  const foreign = { ...headers, authorization: `Bearer ${await world.token(id, anna.id)}` }
  expect((await fetch(address, { method: 'HEAD', headers: foreign })).status).toBe(404)
})
