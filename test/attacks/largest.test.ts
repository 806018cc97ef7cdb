import { randomUUID } from 'node:crypto'
import type { RouteName } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { call, calls, command, keyOf, type Meeting, meet, names, routeOf } from '../world/calls.ts'
import { offerOf } from '../world/party.ts'
import { anna } from '../world/people.ts'

/*
 * Compares the cost of each address and command after a short and a four times longer history, and of the largest offer
 * and a quarter of it. No time is asserted.
 */

const plenty = 1_000_000
const limits = {
  liveFiles: plenty,
  pastFiles: plenty,
  pastTransfers: plenty,
  pastRequests: plenty,
  commandRate: plenty,
  appointmentRate: plenty,
  appointmentBurst: plenty,
  commandBurst: plenty,
  commandBytes: plenty * 1000,
  commandBytesBurst: plenty * 1000,
  commandTime: plenty,
  commandTimeBurst: plenty,
}

/** An appointment with `transfers` withdrawn transfers of five files each, and half as many requests. */
async function meetAfter(transfers: number): Promise<Meeting> {
  const meeting = await meet({ limits })
  const { doctor, id } = meeting
  const socket = await doctor.connect()
  for (let count = 0; count < transfers; count += 1) {
    const transfer = await doctor.offer(
      Array.from({ length: 5 }, () => ({ name: 'Past-Letter.pdf', size: 9 })),
    )
    await socket.command('transfer:withdraw', { id: transfer.id })
    if (count % 2 === 0) continue
    const request = randomUUID()
    await socket.command('request:ask', { appointment: id, id: request, to: anna.id })
    await socket.command('request:withdraw', { id: request })
  }
  return meeting
}

/** The least CPU time of this process during one of five calls, in ms. `made` prepares each call before its time counts. */
async function cost(meeting: Meeting, name: RouteName, made = calls[name]): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < 5; run += 1) {
    const right = await made(meeting)
    const before = process.cpuUsage()
    await call(meeting, routeOf(name), right, keyOf(name, meeting))
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}

/** A lower cost counts as this one, in ms: other work of the process blurs it. */
const least = 5

test('no address and no command costs more than in proportion to the history', async () => {
  const [short, long] = [await meetAfter(25), await meetAfter(100)]
  // Routes that end the appointment or erase its people come last.
  const last: readonly RouteName[] = ['endAppointment', 'erasePerson']
  const order = [...names.filter((name) => !last.includes(name)), ...last]
  const grown: Record<string, number> = {}
  for (const name of order) {
    if (name === 'awaitSnapshot') continue
    const [once, four] = [await cost(short, name), await cost(long, name)]
    grown[name] = four / Math.max(once, least)
  }
  for (const [name, growth] of Object.entries(grown)) expect(growth, name).toBeLessThan(5)
}, 120_000)

test('the largest offer costs at most five times what a quarter of it does', async () => {
  const meeting = await meetAfter(0)
  // Half as many files, with names half as long, make a quarter of the offer.
  const offer = (share: number) => () => {
    const name = `${'é. '.repeat(340 * share)}.pdf`
    const files = Array.from({ length: 100 * share }, () => ({ name, size: 9 }))
    return command({ appointment: meeting.id, ...offerOf(files) })
  }
  const [once, four] = [
    await cost(meeting, 'transfer:offer', offer(1 / 2)),
    await cost(meeting, 'transfer:offer', offer(1)),
  ]
  expect(four / Math.max(once, least)).toBeLessThan(5)
}, 60_000)
