import { KB, MB } from '@chairside/protocol'
import { beforeAll, expect, test } from 'vitest'
import { installNginx, openNginx, passSockets, serverOf } from '../../services/nginx.ts'
import { openLine } from '../../world/line.ts'
import { anna, eva } from '../../world/people.ts'
import { grownPdf, saved } from '../../world/samples.ts'
import { until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

beforeAll(installNginx, 120_000)

/** Eva behind an nginx with these settings, and Anna without one. `line`: what passes between nginx and the server. */
async function meetBehind(settings: string, places = '') {
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url)
  const nginx = await openNginx(serverOf(line.url, `${passSockets} ${settings}`, places))
  const practitioner = await world.join(id, eva.id, 'call', nginx)
  const patient = await world.join(id, anna.id)
  /** Sends a file and waits until it is whole on the other side. */
  const carry = async (file: File, promised: number): Promise<void> => {
    const transfer = await practitioner.send([file])
    const prompt = await until(
      'it is ready',
      () => patient.prompts.find(({ name }) => name === file.name),
      promised,
    )
    expect((await saved(prompt)).equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
    expect(transfer.files[0]?.problem).toBeUndefined()
  }
  return { world, line, practitioner, patient, carry }
}

/** The bytes of the largest body among the requests whose offsets these are. */
const largest = (size: number, offsets: readonly number[]): number =>
  Math.max(...offsets.map((offset, at) => (offsets[at + 1] ?? size) - offset))

test.each([
  ['1m', MB, 3 * MB],
  ['8m', 8 * MB, 20 * MB],
  ['300k', 300 * KB, MB],
] as const)(
  'behind nginx with client_max_body_size %s a file goes in parts, and the next one at once',
  async (limit, most, size) => {
    const { line, carry } = await meetBehind(`client_max_body_size ${limit};`)
    await carry(grownPdf(size, 'Begrenzung Łukaszewicz.pdf'), 1500)
    expect(largest(size, line.offsets)).toBeLessThanOrEqual(most)
    const before = line.offsets.length
    await carry(grownPdf(size, 'Zweite Begrenzung.pdf'), 1500)
    expect(line.offsets.length - before).toBe(before)
  },
)

test('behind a proxy that cuts a body that is too large, without a word, a file goes in parts after two cuts at one place', async () => {
  const cut = 'location @cut { return 444; }'
  const { line, carry } = await meetBehind('client_max_body_size 1m; error_page 413 = @cut;', cut)
  const size = 2 * MB
  await carry(grownPdf(size, 'Schnitt Łukaszewicz.pdf'), 3000)
  expect(largest(size, line.offsets)).toBeLessThanOrEqual(MB)
})

/** How a network forbids methods: what nginx's `location` says of them. */
const forbidding = [
  ['denies them with 403', 'limit_except GET POST { deny all; }'],
  ['answers them with 405', 'if ($request_method !~ ^(GET|POST)$) { return 405; }'],
  ['answers them with 501', 'if ($request_method !~ ^(GET|POST)$) { return 501; }'],
  ['cuts them without a word', 'if ($request_method !~ ^(GET|HEAD|POST)$) { return 444; }'],
] as const

test.each(forbidding)(
  'where a network lets only GET and POST pass and %s, a file is sent by POST',
  async (_, settings) => {
    const { carry } = await meetBehind(`client_max_body_size 0; ${settings}`)
    await carry(grownPdf(MB, 'Methode Łukaszewicz.pdf'), 3000)
    await carry(grownPdf(MB, 'Zweite Methode.pdf'), 1500)
  },
)
