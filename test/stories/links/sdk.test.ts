import { type ChairsideError, openLink } from '@chairside/client'
import { beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../../server/src/adapters/clock.ts'
import { openDoor } from '../../services/door.ts'
import { installNginx, openNginx, serverOf } from '../../services/nginx.ts'
import { meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { eva } from '../../world/people.ts'
import { freePort } from '../../world/port.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { documentAudit, issueCode, otherThan, share, withdraw } from '../../world/sharing.ts'
import { until } from '../../world/until.ts'

beforeAll(installNginx, 120_000)

const pdf = bytesOf(allowed.pdf)

/** A document that is shared with Anna, and its link as a page of the app opens it by the SDK. */
async function shared(fields: Readonly<Record<string, unknown>> = {}, env: Record<string, string> = {}) {
  const meeting = await meet({ env, limits: { access: 60_000 }, overrides: { clock: systemClock } })
  const id = await readyDocument(meeting, { name: 'By-Sdk.pdf', attach: true, ...fields })
  const link = await share(meeting, id)
  return { meeting, link, mine: openLink({ url: meeting.world.url, secret: link.secret }) }
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: ChairsideError) => error.code,
  )

test('a page of an app looks at a link, opens it with its code, reads ranges, saves, and says that it was seen', async () => {
  const { meeting, link, mine } = await shared({ sensitivity: 'sensitive' })
  expect(await mine.look()).toMatchObject({ state: 'needs-code', practitioner: eva.name, left: 10 })
  expect(await codeOf(mine.open())).toBe('CODE_NEEDED')
  await mine.ask()
  expect(await mine.look()).toHaveProperty('wantedAt')
  const code = await issueCode(meeting, link)
  expect(await codeOf(mine.open({ code: otherThan(code) }))).toBe('CODE_WRONG')
  const told = await mine.look()
  const waitsUntil = told.state === 'needs-code' ? Date.parse(told.waitsUntil ?? '') : 0
  // By asking again and again the page would use up its rate.
  await new Promise((resolve) => setTimeout(resolve, waitsUntil - systemClock.now()))
  const opened = await mine.open({ code })
  expect(opened.document).toMatchObject({ name: 'By-Sdk.pdf', size: pdf.length })
  const part = await opened.bytes(100, 300)
  expect(Buffer.from(part).equals(pdf.subarray(100, 300))).toBe(true)
  const whole = await opened.download()
  const saved = await new Response(whole).arrayBuffer()
  expect(Buffer.from(saved).equals(pdf)).toBe(true)
  await opened.viewed()
  await opened.viewed()
  expect(await documentAudit(meeting, link.document, ['document-viewed'])).toHaveLength(1)
  opened.close()
  expect(await codeOf(opened.stay())).not.toBe('done')
})

test('what is open stays open where a proxy has sent a request again, whose proof had served', async () => {
  const [port, at] = [await freePort(), await freePort()]
  const door = await openDoor(`http://127.0.0.1:${at}`)
  const nodes = `upstream nodes { server ${new URL(door.url).host} max_fails=0; server 127.0.0.1:${at} backup; }`
  const url = await openNginx(`${nodes} ${serverOf('http://nodes', 'proxy_http_version 1.1;')}`, port)
  const { mine } = await shared({}, { PORT: String(at), PUBLIC_URL: url })
  const opened = await mine.open()
  const ends: string[] = []
  opened.on('ended', ({ code }) => ends.push(code))
  const waits = () => door.requests.filter((one) => waiting.test(one)).length
  const waiting = /^GET \/v1\/accesses\//
  /** So that the page, which waits, is told of another end. */
  const stay = async (): Promise<void> => {
    await until('another instant', () => systemClock.now() > opened.expiresAt.getTime() - 60_000 + 5)
    await opened.stay()
  }
  await until('it waits', () => waits() === 1)
  const broken = door.breakAt(waiting, 'answered')
  await stay()
  await until('it waits again', () => waits() === 2)
  await stay()
  await broken
  await opened.stay()
  await opened.viewed()
  expect(ends).toEqual([])
  opened.close()
})

test('what is open hears that it stays open longer, and that it was withdrawn', async () => {
  const { meeting, link, mine } = await shared()
  const opened = await mine.open()
  const heard: string[] = []
  opened.on('change', () => heard.push('change'))
  opened.on('ended', ({ code }) => heard.push(code))
  const before = opened.expiresAt.getTime()
  await until('another instant', () => systemClock.now() > before - 60_000 + 5)
  await opened.stay()
  expect(opened.expiresAt.getTime()).toBeGreaterThan(before)
  await withdraw(meeting, link)
  await until('it hears the end', () => heard.includes('ACCESS_ENDED'))
  expect(heard).toEqual(['change', 'ACCESS_ENDED'])
  expect(opened.isEnded).toBe(true)
  expect(await codeOf(opened.bytes(0, 10))).toBe('ACCESS_ENDED')
  expect(await codeOf(mine.look())).toBe('LINK_GONE')
})
