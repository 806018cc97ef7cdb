import { randomUUID } from 'node:crypto'
import { MB, pathOf, routes, type Transfer } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { overhear } from '../../world/overhear.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf, pick, saved } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { trickle } from '../../world/trickle.ts'
import { until } from '../../world/until.ts'
import { meet, openWorld } from '../../world/world.ts'

test('a practitioner sends one file of every type, the patient is prompted and saves each byte for byte', async () => {
  const { practitioner, patient } = await meet()
  const samples = Object.values(allowed)
  for (const batch of [samples.slice(0, 4), samples.slice(4)])
    await practitioner.send(batch.map((name) => pick(name)))

  const prompts = await until(
    'every file is prompted',
    () => patient.prompts.length === 8 && patient.prompts,
    2000,
  )
  for (const file of prompts) expect((await saved(file)).equals(bytesOf(file.name))).toBe(true)
  const states = await until('the practitioner sees every download', () => {
    const files = practitioner.transfers.flatMap((transfer) => transfer.files)
    return files.every((file) => file.state === 'downloaded') && files
  })
  expect(states).toHaveLength(8)
  expect(patient.prompts).toHaveLength(0)
})

test('progress is seen by both sides and never runs backwards', async () => {
  const { world, id, practitioner, patient } = await meet()
  const ear = await overhear(world.url, await world.token(id, anna.id))
  const scan = trickle(6 * MB, 'shoulder-scan.pdf')
  const [mine] = (await practitioner.send([scan.source])).files
  const theirs = await until('the patient sees the file', () => patient.transfers[0]?.files[0])
  const seen: { mine: number[]; theirs: number[] } = { mine: [], theirs: [] }
  practitioner.on('change', () => seen.mine.push(mine?.bytes ?? 0))
  patient.on('change', () => seen.theirs.push(theirs.bytes))

  for (const part of [1, 2, 3, 4, 5]) {
    scan.flow(part * MB)
    await until('both sides see how far it is', async () => {
      await world.clock.advance(100)
      return mine?.bytes === part * MB && theirs.bytes === part * MB
    })
  }
  scan.flow()
  await until('the file is ready on both sides', () => mine?.state === 'ready' && theirs.state === 'ready')

  const told = ear.events.flatMap((event) => (event.name === 'progress' ? [event.payload.bytes] : []))
  for (const bytes of [seen.mine, seen.theirs, told]) {
    expect(bytes).toEqual([...bytes].sort((one, other) => one - other))
    for (const part of [1, 2, 3, 4, 5]) expect(bytes).toContain(part * MB)
  }
  expect([seen.mine.at(-1), seen.theirs.at(-1)]).toEqual([6 * MB, 6 * MB])
})

test('a file that is not what its name says is refused, its sibling arrives, and only the bytes of that one stay', async () => {
  const { world, practitioner, patient } = await meet()
  const transfer = await practitioner.send([pick('animation.gif', 'holiday.jpg'), pick(allowed.pdf)])
  await until('both have their verdict', () => transfer.state === 'settled')
  const [refused, sibling] = transfer.files
  expect(refused?.status).toMatchObject({ code: 'TYPE_NOT_ALLOWED', details: { extension: 'gif' } })
  expect(sibling?.state).toBe('ready')

  const [prompt] = await until('the patient is prompted', () => patient.prompts.length > 0 && patient.prompts)
  expect(prompt?.id).toBe(sibling?.id)
  expect(patient.prompts).toHaveLength(1)
  expect(patient.transfers[0]?.files[0]?.status).toMatchObject({ code: 'TYPE_NOT_ALLOWED' })
  await until('the refused bytes are gone', async () => (await world.stored()).length === 1)
  expect(await world.stored()).toEqual([bytesOf(allowed.pdf).length])
})

test('a refused file is replaced while its transfer is open, and does not count against its five', async () => {
  const { world, id, practitioner, patient } = await meet()
  const slow = trickle(MB, 'slow-letter.pdf')
  const pages = ['page-1.pdf', 'page-2.pdf', 'page-3.pdf'].map((name) => pick(allowed.pdf, name))
  const transfer = await practitioner.send([pick('animation.gif', 'holiday.jpg'), ...pages, slow.source])
  await until('one is refused, three are ready', () => {
    const states = transfer.files.map((file) => file.state)
    return states[0] === 'rejected' && states.filter((state) => state === 'ready').length === 3
  })
  expect(transfer.state).toBe('open')

  await transfer.add([pick(allowed.jpeg, 'card-photo.jpg')])
  await expect(transfer.add([pick(allowed.png)])).rejects.toMatchObject({
    problem: { code: 'FILE_COUNT_LIMIT', limit: 5, actual: 6 },
  })
  slow.flow()
  await until('the transfer is complete', () => transfer.state === 'settled')
  expect(transfer.files.map((file) => file.state)).toEqual(['rejected', ...Array(5).fill('ready')])
  await until('the patient is prompted for all five', () => patient.prompts.length === 5)
  await expect(transfer.add([pick(allowed.png)])).rejects.toMatchObject({ code: 'TRANSFER_CLOSED' })
  const ear = await overhear(world.url, await world.token(id, eva.id))
  const late = { id: randomUUID(), name: allowed.png, size: 700 }
  const reply = await ear.command('transfer:add', { id: transfer.id, files: [late] })
  expect(reply).toMatchObject({ ok: false, error: { code: 'TRANSFER_CLOSED' } })
})

test('two photos of one name keep apart, and an ending becomes that of the content', async () => {
  const { practitioner, patient } = await meet()
  keepSecret('image (2).jpg', 'slice-photo.png', 'letter-home.pdf')
  await practitioner.send([
    pick(allowed.jpeg, 'image.jpg'),
    pick('rash-photo-gps.jpg', 'image.jpg'),
    pick(allowed.png, 'slice-photo.jpg'),
    pick(allowed.pdf, 'letter-home'),
  ])
  await until('all are here', () => patient.prompts.length === 4)
  expect(patient.prompts.map((file) => file.name)).toEqual([
    'image.jpg',
    'image (2).jpg',
    'slice-photo.png',
    'letter-home.pdf',
  ])
  const [first, second] = patient.prompts
  if (first === undefined || second === undefined) throw new Error('two photos were sent')
  expect((await saved(first)).equals(bytesOf(allowed.jpeg))).toBe(true)
  expect((await saved(second)).equals(bytesOf('rash-photo-gps.jpg'))).toBe(true)
})

test('two pages that add files to one transfer at once each get their own', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const pages = [await world.join(id, anna.id), await world.join(id, anna.id)]
  await practitioner.ask()
  const [first] = pages
  const request = await until('Anna is asked', () => first?.openRequest)
  const slow = trickle(MB, 'Slow-Letter.pdf')
  await request.answer([slow.source])
  await until('both pages know the transfer', () => pages.every(({ transfers }) => transfers.length === 1))
  const named = async (page: (typeof pages)[number], at: number) => {
    const mine = [pick(allowed.pdf, `Page-${at}-One.pdf`), pick(allowed.png, `Page-${at}-Two.png`)]
    const added = (await page.transfers[0]?.add(mine)) ?? []
    return added.map(({ name }) => name)
  }
  expect(await Promise.all(pages.map(named))).toEqual([
    ['Page-0-One.pdf', 'Page-0-Two.png'],
    ['Page-1-One.pdf', 'Page-1-Two.png'],
  ])
})

test('the same offer sent twice acts once, and with other content it is a conflict', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const token = await world.token(id, eva.id)
  keepSecret('plan-of-week.pdf', 'plan-of-month.pdf')
  const offer = {
    id: randomUUID(),
    to: anna.id,
    files: [{ id: randomUUID(), name: 'plan-of-week.pdf', size: 900 }],
  }
  const send = (body: unknown) => world.as(token, 'POST', pathOf(routes.offerTransfer, { id }), body)

  const answers = await Promise.all([send(offer), send(offer), send(offer)])
  const transfers = (await Promise.all(answers.map((answer) => answer.json()))) as Transfer[]
  for (const transfer of transfers) expect(transfer).toEqual(transfers[0])
  expect(transfers[0]).toMatchObject({ id: offer.id, state: 'open', files: [{ state: 'offered' }] })
  const offered = (await world.record(id)).filter((line) => line.kind === 'file-offered')
  expect(offered).toHaveLength(1)

  const [file] = offer.files
  for (const change of [{ name: 'plan-of-month.pdf' }, { size: 901 }, { id: randomUUID() }]) {
    const other = await send({ ...offer, files: [{ ...file, ...change }] })
    expect([other.status, await other.json()]).toMatchObject([409, { error: { code: 'CONFLICT' } }])
  }
  const taken = await send({ id: randomUUID(), to: anna.id, files: offer.files })
  expect(taken.status).toBe(409)

  const ear = await overhear(world.url, token)
  const more = { id: randomUUID(), name: 'plan-of-month.pdf', size: 700 }
  for (const files of [[more], [more], [...offer.files, more]]) {
    const reply = await ear.command('transfer:add', { id: offer.id, files })
    expect(reply).toMatchObject({ ok: true, value: { files: [{}, { id: more.id }] } })
  }
  const other = await ear.command('transfer:add', { id: offer.id, files: [{ ...more, size: 701 }] })
  expect(other).toMatchObject({ ok: false, error: { code: 'CONFLICT' } })
})

test('the patient saves a file again', async () => {
  const { world, id, practitioner, patient } = await meet()
  await practitioner.send([pick(allowed.xlsx)])
  const file = await until('the patient is prompted', () => patient.prompts[0])
  expect((await saved(file)).equals(bytesOf(allowed.xlsx))).toBe(true)
  const first = await until(
    'it is downloaded',
    () => file.status.state === 'downloaded' && file.status.downloadedAt,
  )

  await world.clock.advance(60_000)
  expect((await saved(file)).equals(bytesOf(allowed.xlsx))).toBe(true)
  await world.join(id, anna.id)
  expect(file.status).toMatchObject({ state: 'downloaded', downloadedAt: first })
})

test('what was sent with nobody there is prompted on the next connect', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const practitioner = await world.join(id, eva.id)
  const transfer = await practitioner.send([pick(allowed.docx)])
  const [sent] = transfer.files
  await until('it is ready', () => sent?.state === 'ready')
  expect(sent?.status).not.toHaveProperty('promptedAt')

  await world.clock.advance(120_000)
  const patient = await world.join(id, anna.id)
  const prompted: string[] = []
  patient.on('prompt', (file) => {
    prompted.push(file.id)
    file.shown()
  })
  await until('the patient is prompted', () => prompted.length > 0)
  expect(prompted).toEqual([sent?.id])
  const at = await until(
    'the practitioner is told',
    () => sent?.status.state === 'ready' && sent.status.promptedAt,
  )
  expect(at).toBe('2026-11-20T14:02:00.000Z')
})

test('a patient with two pages is prompted on both, and dismissing on one leaves both', async () => {
  const { world, id, practitioner, patient: phone } = await meet()
  const laptop = await world.join(id, anna.id)
  await practitioner.send([pick(allowed.pdf), pick(allowed.png)])
  await until('both pages prompt', () => phone.prompts.length === 2 && laptop.prompts.length === 2)

  await phone.prompts[0]?.dismiss()
  await until('it left both', () => phone.prompts.length === 1 && laptop.prompts.length === 1)
  expect(laptop.prompts[0]?.id).toBe(phone.prompts[0]?.id)
  expect(practitioner.transfers[0]?.files.map((file) => file.state)).toEqual(['ready', 'ready'])

  for (const file of laptop.prompts) await saved(file)
  await until('a download leaves both, too', () => phone.prompts.length === 0 && laptop.prompts.length === 0)
  const tablet = await world.join(id, anna.id)
  expect(tablet.transfers[0]?.files).toHaveLength(2)
  expect(tablet.prompts).toHaveLength(0)
})

test('pausing and resuming a file is told to both sides, and it goes on from where it stood', async () => {
  const { world, practitioner, patient } = await meet()
  const scan = trickle(4 * MB, 'hip-scan.pdf')
  const [mine] = (await practitioner.send([scan.source])).files
  const theirs = await until('the patient sees the file', () => patient.transfers[0]?.files[0])
  scan.flow(2 * MB)
  await until('half of it is there', async () => {
    await world.clock.advance(100)
    return theirs.bytes === 2 * MB
  })
  expect([mine?.paused, theirs.paused]).toEqual([undefined, undefined])

  mine?.pause()
  scan.flow()
  await until('both see the pause', () => mine?.paused === 'sender' && theirs.paused === 'sender')
  await world.clock.advance(60_000)
  expect([mine?.bytes, theirs.bytes]).toEqual([2 * MB, 2 * MB])
  expect(theirs.paused).toBe('sender')

  const others: (string | undefined)[] = []
  patient.on('change', () => others.push(theirs.paused))
  mine?.resume()
  await until('it has arrived', () => theirs.state === 'ready')
  expect(others).toContain(undefined)
  const whole = Buffer.from(await scan.source.blob.slice().arrayBuffer())
  expect((await saved(theirs)).equals(whole)).toBe(true)
})
