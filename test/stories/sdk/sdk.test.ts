import {
  ChairsideError,
  type CommandName,
  pageRoutes,
  type Request,
  type Snapshot,
  type Transfer,
  transferPolicy,
} from '@chairside/protocol'
import { expect, onTestFinished, test, vi } from 'vitest'
import { Appointment } from '../../../client/src/appointment/appointment.ts'
import { ServerAccess } from '../../../client/src/appointment/server-access.ts'
import { abortWith } from '../../../client/src/async/abort.ts'
import { Concurrency } from '../../../client/src/async/concurrency.ts'
import { Listeners, oncePerTurn } from '../../../client/src/async/listeners.ts'
import { backoff } from '../../../client/src/async/pause.ts'
import { diagnose } from '../../../client/src/connection/diagnosis.ts'
import { fromAnswer, fromWire } from '../../../client/src/connection/failure.ts'
import { baseOf } from '../../../client/src/connection/http.ts'
import { refusalIn, refusalOf, waitOf } from '../../../client/src/connection/refusal.ts'
import { Tokens } from '../../../client/src/connection/token.ts'
import { SharedConnections } from '../../../client/src/elements/joining/shared-connections.ts'
import { Ledger } from '../../../client/src/live/ledger.ts'
import { announce, contentsOf } from '../../../client/src/upload/source.ts'
import { serve } from '../../world/serve.ts'
import { watch } from '../../world/watch.ts'

const breathe = () => new Promise((resolve) => setImmediate(resolve))
const never = new AbortController().signal
const content = (name: string, size = 1) => ({ name, blob: new Blob(['x'.repeat(size)]) })
const codeOf = (act: () => unknown): string => {
  try {
    act()
    return 'nothing'
  } catch (error) {
    return error instanceof ChairsideError ? error.code : 'something else'
  }
}

test('two lanes carry two at a time, in the order in which they asked, and one that leaves gives up its place', async () => {
  const lanes = new Concurrency(2)
  const seen: string[] = []
  const gates = new Map<string, () => void>()
  const enter = (name: string, stop: AbortSignal = never) =>
    lanes.run(() => {
      seen.push(name)
      return new Promise<string>((resolve) => gates.set(name, () => resolve(name)))
    }, stop)
  const leaving = new AbortController()
  const [first, , third, fourth] = [enter('1'), enter('2'), enter('3', leaving.signal), enter('4')]
  await breathe()
  expect(seen).toEqual(['1', '2'])
  leaving.abort()
  expect(await third).toBeUndefined()
  gates.get('1')?.()
  expect(await first).toBe('1')
  await breathe()
  expect(seen).toEqual(['1', '2', '4'])
  gates.get('4')?.()
  expect(await fourth).toBe('4')
})

test('a lane that fails is free again', async () => {
  const lanes = new Concurrency(1)
  await expect(lanes.run(() => Promise.reject(new Error('no')), never)).rejects.toThrow('no')
  expect(await lanes.run(async () => 'next', never)).toBe('next')
})

test('pauses double up to the longest, and differ from client to client', () => {
  for (const [tries, most] of [
    [0, 500],
    [3, 4000],
    [20, 10_000],
  ] as const) {
    const wait = backoff(tries, [500, 10_000])
    expect(wait).toBeGreaterThanOrEqual(most / 2)
    expect(wait).toBeLessThanOrEqual(most)
  }
})

test('a listener is told until it cancels, and many changes of one turn are told once', async () => {
  const listeners = new Listeners<{ change: []; sum: [one: number, other: number] }>()
  const sums: number[] = []
  const cancel = listeners.on('sum', (one, other) => sums.push(one + other))
  listeners.tell('sum', 1, 2)
  cancel()
  listeners.tell('sum', 3, 4)
  expect(sums).toEqual([3])
  expect(listeners.has('sum')).toBe(false)

  let changes = 0
  const changed = oncePerTurn(() => {
    changes += 1
  })
  changed()
  changed()
  await Promise.resolve()
  changed()
  await Promise.resolve()
  expect(changes).toBe(2)
})

test('what was chosen is judged before a byte moves, with what the transfer already holds', () => {
  const judge = (names: string[], held = { files: 0, bytes: 0 }) =>
    codeOf(() =>
      contentsOf(
        names.map((name) => content(name)),
        transferPolicy,
        held,
      ),
    )
  expect(judge(['scan.pdf'])).toBe('nothing')
  expect(judge(['scan.mp4'])).toBe('EXTENSION_NOT_ALLOWED')
  expect(judge(['1.pdf', '2.pdf'], { files: 4, bytes: 4 })).toBe('FILE_COUNT_LIMIT')
  expect(judge(['1.pdf'], { files: 1, bytes: transferPolicy.bytes })).toBe('TRANSFER_TOO_LARGE')
  expect(codeOf(() => contentsOf([content('empty.pdf', 0)], transferPolicy, { files: 0, bytes: 0 }))).toBe(
    'EMPTY',
  )
})

test('announced bytes are held under the ids of their offers until they are forgotten', () => {
  const held = new Map()
  const { offers, forget } = announce(held, [content('image.jpg'), content('image.jpg', 2)])
  expect(offers.map(({ name, size }) => [name, size])).toEqual([
    ['image.jpg', 1],
    ['image.jpg', 2],
  ])
  expect([...held.keys()]).toEqual(offers.map(({ id }) => id))
  forget()
  expect(held.size).toBe(0)
})

test('a token is asked for once, and again only when the one in use was refused', async () => {
  let asked = 0
  const tokens = new Tokens(async () => {
    asked += 1
    return `token ${asked}`
  }, 30_000)
  expect(await Promise.all([tokens.current(), tokens.current()])).toEqual(['token 1', 'token 1'])
  tokens.drop('an older one')
  expect(await tokens.current()).toBe('token 1')
  tokens.drop('token 1')
  expect(await tokens.current()).toBe('token 2')
})

test('a token that could not be had is asked for again', async () => {
  const answers = [Promise.reject(new Error('no line')), Promise.resolve('token')]
  const tokens = new Tokens(() => answers.shift() ?? '', 30_000)
  await expect(tokens.current()).rejects.toMatchObject({
    problem: { code: 'NO_TOKEN', why: 'threw' },
    cause: { message: 'no line' },
  })
  expect(await tokens.current()).toBe('token')
})

test('a lost connection is tried again, a refused token needs another one, anything else is final', () => {
  expect(refusalOf(refusalIn(new Error('websocket error')))).toBe('again')
  expect(refusalOf(new ChairsideError('SHUTTING_DOWN'))).toBe('again')
  expect(refusalOf(new ChairsideError('TOKEN_EXPIRED'))).toBe('token')
  expect(refusalOf(new ChairsideError('NOT_FOUND'))).toBe('final')
  expect(waitOf(new ChairsideError({ code: 'RATE_LIMITED', retryAfter: 2 }))).toBeGreaterThanOrEqual(1000)
  expect(waitOf(new ChairsideError('CONFLICT'))).toBeUndefined()
})

test('an answer that is not ours, and a code that we do not know yet, still become an error', () => {
  expect(fromAnswer(502, '<html>').code).toBe('LINE_DOWN')
  expect(fromAnswer(404, '').code).toBe('LINE_DOWN')
  expect(fromAnswer(409, '{"error":{"code":"TRANSFER_CLOSED","message":"…"}}').code).toBe('TRANSFER_CLOSED')
  const unknown = JSON.parse('{"code":"OF_TOMORROW","message":"…"}')
  expect(fromWire(unknown).code).toBe('INTERNAL')
})

test('a server is reached under its path, without a slash at the end; what is no address is refused', () => {
  expect(baseOf('https://example.org/files/')).toBe('https://example.org/files')
  expect(baseOf('http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080')
  expect(codeOf(() => baseOf('ftp://example.org'))).toBe('BAD_REQUEST')
  expect(codeOf(() => baseOf('nonsense'))).toBe('BAD_REQUEST')
})

test('an abort follows the first of its signals, until it lets go', () => {
  const [one, other] = [new AbortController(), new AbortController()]
  const following = abortWith(one.signal, undefined, other.signal)
  other.abort('enough')
  expect(following.signal.reason).toBe('enough')
  const free = abortWith(one.signal)
  free.letGo()
  one.abort()
  expect(free.signal.aborted).toBe(false)
})

test('a token function that never answers holds nobody up, and is asked anew', async () => {
  const answers = [new Promise<string>(() => {}), Promise.resolve('token')]
  const tokens = new Tokens(() => answers.shift() ?? '', 20)
  const left = new AbortController()
  const leaving = tokens.current(left.signal)
  left.abort('left')
  await expect(leaving).rejects.toBe('left')
  await expect(tokens.current()).rejects.toMatchObject({ problem: { code: 'NO_TOKEN', why: 'no-answer' } })
  expect(await tokens.current()).toBe('token')
})

test('a token that was asked for before the device slept is asked for anew when it wakes', async () => {
  vi.useFakeTimers()
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const answers = [new Promise<string>(() => {}), Promise.resolve('token')]
  const tokens = new Tokens(() => answers.shift() ?? '', 30_000)
  const slept = tokens.current()
  tokens.wake()
  vi.setSystemTime(Date.now() + 10_000)
  tokens.wake()
  await expect(slept).rejects.toMatchObject({ code: 'LINE_DOWN' })
  expect(await tokens.current()).toBe('token')
})

/** Eva's snapshot of an appointment with these transfers and requests. There is no server. */
function snapshotOf(revision: number, transfers: Transfer[], requests: Request[] = []): Snapshot {
  const instant = '2026-01-01T14:00:00.000Z'
  const me = { id: 'eva', name: 'Eva', role: 'practitioner' } as const
  const appointment = {
    id: 'a-1',
    me: me.id,
    participants: [me, { id: 'anna', name: 'Anna', role: 'patient' } as const],
    startsAt: instant,
    endsAt: instant,
    retentionHours: 24,
    liveExchange: { state: 'open' } as const,
  }
  return { revision, appointment, transfers, requests }
}

function reachNowhere(): ServerAccess {
  const reach = new ServerAccess({ url: 'http://127.0.0.1:9', token: 'token' })
  onTestFinished(() => reach.close())
  return reach
}

const ledgerOf = (transfers: Transfer[]): Ledger =>
  new Ledger(snapshotOf(1, transfers), reachNowhere(), { changed: () => {}, failed: () => {} })

const transferOf = (id: string, files: Transfer['files']): Transfer => ({
  id,
  appointment: 'a-1',
  from: 'eva',
  to: 'anna',
  at: '2026-01-01T14:00:00.000Z',
  state: 'open',
  files,
})

test('transfers of the same moment stand in the order of their ids, as on the server', () => {
  const ledger = ledgerOf(['b', 'c', 'a'].map((id) => transferOf(id, [])))
  expect(ledger.transfers.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

test('files that wait for their turn on another device are not missing while one of them moves', async () => {
  vi.useFakeTimers()
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const ids = ['f-1', 'f-2', 'f-3']
  const ledger = ledgerOf([
    transferOf(
      't-1',
      ids.map((id) => ({ id, name: `${id}.pdf`, size: 1000, state: 'offered' })),
    ),
  ])
  const sources = () => ledger.transfers[0]?.files.map(({ source }) => source)
  for (const bytes of [100, 200, 300]) {
    await vi.advanceTimersByTimeAsync(4_000)
    ledger.receive({ name: 'progress', payload: { appointment: 'a-1', file: 'f-1', bytes } })
    expect(sources()).toEqual(['elsewhere', 'elsewhere', 'elsewhere'])
  }
  await vi.advanceTimersByTimeAsync(6_000)
  expect(sources()).toEqual(['missing', 'missing', 'missing'])
})

const requestOf = <State extends object>(id: string, state: State) => ({
  id,
  appointment: 'a-1',
  from: 'eva',
  to: 'anna',
  at: '2026-01-01T14:00:00.000Z',
  ...state,
})

test('progress that comes before the snapshot of a new connection is shown after it, and no file goes back', () => {
  const offered = [transferOf('t-1', [{ id: 'f-1', name: 'f-1.pdf', size: 1000, state: 'offered' }])]
  const shown: unknown[] = []
  let look = (): unknown => undefined
  const ledger = new Ledger(snapshotOf(1, offered), reachNowhere(), {
    changed: () => shown.push(look()),
    failed: () => {},
  })
  look = () => ledger.transfers[0]?.files[0]?.state
  ledger.reconnected()
  ledger.receive({ name: 'progress', payload: { appointment: 'a-1', file: 'f-1', bytes: 100 } })
  ledger.receive({ name: 'snapshot', payload: snapshotOf(1, offered) })
  expect(ledger.transfers[0]?.files[0]?.bytes).toBe(100)
  expect(shown.lastIndexOf('offered')).toBeLessThan(shown.indexOf('receiving'))
})

test('a snapshot request of the previous connection that fails late hides nothing of the new connection', async () => {
  const reach = reachNowhere()
  const asked = Promise.withResolvers<never>()
  vi.spyOn(reach.connection, 'command').mockImplementation(() => asked.promise)
  const ledger = new Ledger(snapshotOf(1, []), reach, { changed: () => {}, failed: () => {} })
  const request = (revision: number, id: string) =>
    ledger.receive({
      name: 'request',
      payload: { revision, appointment: 'a-1', request: requestOf(id, { state: 'asked' } as const) },
    })
  // Revision 2 was lost. Then the connection breaks.
  request(3, 'r-3')
  ledger.reconnected()
  request(6, 'r-6')
  asked.reject(new ChairsideError('RATE_LIMITED'))
  await breathe()
  const missed = requestOf('r-4', { state: 'asked' } as const)
  ledger.receive({ name: 'snapshot', payload: snapshotOf(5, [], [missed]) })
  expect(ledger.requests.map(({ id }) => id)).toEqual(['r-4', 'r-6'])
})

/** A page whose commands the test answers. Commands of the same name are answered in their order. */
function pageAt(snapshot: Snapshot) {
  const reach = reachNowhere()
  const page = new Appointment(snapshot, reach)
  const asked: { name: CommandName; answer: (value: unknown) => void }[] = []
  vi.spyOn(reach.connection, 'command').mockImplementation(
    (name) => new Promise((answer) => asked.push({ name, answer: answer as (value: unknown) => void })),
  )
  const tell = (revision: number, request: Request) =>
    Appointment.receive(page, { name: 'request', payload: { revision, appointment: 'a-1', request } })
  const answer = async (name: CommandName, value: unknown): Promise<void> => {
    const at = asked.findIndex((one) => one.name === name)
    asked.splice(at, 1)[0]?.answer(value)
    await breathe()
  }
  return { page, wrong: watch(page), asked, tell, answer }
}

test('a new request is shown only after the end of the one before, also when that end waits behind a gap', async () => {
  const before = requestOf('r-1', { state: 'answering', transfer: 't-1' } as const)
  const ended = requestOf('r-1', { state: 'answered', transfer: 't-1', answeredAt: before.at } as const)
  const next = requestOf('r-2', { state: 'asked' } as const)
  const { page, wrong, tell, answer } = pageAt(snapshotOf(1, [], [before]))
  const asking = page.ask()
  // The event with revision 2 was lost.
  tell(3, ended)
  tell(4, next)
  await answer('request:ask', next)
  expect(page.requests.map(({ state }) => state)).toEqual(['answering'])
  await answer('snapshot', snapshotOf(3, [], [ended]))
  expect((await asking).id).toBe('r-2')
  expect(page.requests.map(({ state }) => state)).toEqual(['answered', 'asked'])
  expect(wrong).toEqual([])
})

test('an older snapshot does not bring a withdrawn request back, and the page asks for its lost event', async () => {
  const open = requestOf('r-1', { state: 'asked' } as const)
  const ended = requestOf('r-1', { state: 'withdrawn', withdrawnAt: open.at } as const)
  const { page, wrong, tell, asked, answer } = pageAt(snapshotOf(1, [], [open]))
  const [request] = page.requests
  const withdrawing = request?.withdraw()
  tell(3, open)
  await answer('request:withdraw', ended)
  await answer('snapshot', snapshotOf(3, [], [open]))
  expect(asked.map(({ name }) => name)).toEqual(['snapshot'])
  await answer('snapshot', snapshotOf(4, [], [ended]))
  await withdrawing
  expect(request?.state).toBe('withdrawn')
  expect(wrong).toEqual([])
})

test('a page without a socket goes by records that were set back, and drops what these do not know', async () => {
  const lost = requestOf('r-1', { state: 'asked' } as const)
  const next = requestOf('r-2', { state: 'asked' } as const)
  const { page, wrong, tell, asked, answer } = pageAt(snapshotOf(5, [], [lost]))
  const polled = (snapshot: Snapshot) => Appointment.receive(page, { name: 'snapshot', payload: snapshot })
  // A snapshot may have been read before an event that came earlier: the page asks for another one.
  polled(snapshotOf(3, []))
  expect([page.requests.length, asked.map(({ name }) => name)]).toEqual([1, ['snapshot']])
  await answer('snapshot', snapshotOf(3, []))
  expect(page.requests).toEqual([])
  tell(4, next)
  expect(page.requests.map(({ id }) => id)).toEqual(['r-2'])
  expect([asked, wrong]).toEqual([[], []])
})

test('what the events tell that waited for a snapshot stays as it is, although the snapshot did not know it', async () => {
  const mine = requestOf('r-1', { state: 'asked' } as const)
  const { page, wrong, tell, answer } = pageAt(snapshotOf(1, [], [mine]))
  const [known] = page.requests
  tell(3, requestOf('r-2', { state: 'asked' } as const))
  tell(4, mine)
  await answer('snapshot', snapshotOf(3, []))
  expect(page.requests.find(({ id }) => id === mine.id)).toBe(known)
  expect(wrong).toEqual([])
})

test('a new token function of an element keeps its connection, and gives its next token', async () => {
  const tokens: (() => string | Promise<string>)[] = []
  const connections = new SharedConnections<{ connection: { state: 'up'; since: Date }; close(): void }>()
  let closed = 0
  const join = async ({ token }: { token: string | (() => string | Promise<string>) }) => {
    if (typeof token === 'function') tokens.push(token)
    return {
      connection: { state: 'up' as const, since: new Date() },
      close: () => {
        closed += 1
      },
    }
  }
  const [first, second] = [() => 'first', () => 'second']
  const hold = connections.share('http://127.0.0.1', first, join)
  expect(tokens[0]?.()).toBe('first')
  hold.renew(second)
  expect(tokens[0]?.()).toBe('second')
  const other = connections.share('http://127.0.0.1', second, join)
  expect(await other.joined).toBe(await hold.joined)
  expect([tokens.length, closed]).toEqual([1, 0])
})

test('only the server itself can say that pages of an origin are not allowed; what else answers is no Chairside server', async () => {
  let [status, body] = [502, '<html>Bad gateway</html>']
  const { url: base } = await serve((_, response) => {
    response.writeHead(status)
    response.end(body)
  })
  const why = async (at: string) => diagnose(at, pageRoutes.isLive.path, () => false)
  expect(await why(base)).toEqual({ code: 'NO_SERVER', at: base, why: 'another-server' })
  ;[status, body] = [200, '{"status":"ok","allowed":true}']
  expect(await why(base)).toBeUndefined()
  body = '{"status":"ok","allowed":false}'
  expect(await why(base)).toEqual({ code: 'ORIGIN_NOT_ALLOWED' })
  const nobody = 'http://127.0.0.1:9'
  expect(await why(nobody)).toEqual({ code: 'NO_SERVER', at: nobody, why: 'unreachable' })
})
