import { randomUUID } from 'node:crypto'
import type { EventName, ServerEvent } from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import type { Announcer } from '../../server/src/seams.ts'
import { deskRoom, documentsRoom, participantRoom } from '../../server/src/socket-rooms.ts'
import type { Plain } from '../world/socket.ts'
import { until } from '../world/until.ts'

/** A node that announces, and lets sockets into a room. */
export interface Announcing {
  readonly announcer: Announcer
  connect(room: string): Promise<Plain>
}

const event = (file: string): ServerEvent => ({
  name: 'progress',
  payload: { file, bytes: 1, size: 2, paused: false } as never,
})
const filesHeardBy = ({ heard }: Plain): string[] =>
  heard.map(({ payload }) => (payload as { file: string }).file)

/** What every Announcer promises. `open`: two nodes, or twice the same one where there is no other. */
export function announcerContract(
  name: string,
  open: () => Promise<{ near: Announcing; far: Announcing }>,
): void {
  const begin = async () => {
    const nodes = await open()
    const [a, p, other] = [randomUUID(), randomUUID(), randomUUID()]
    /** A connection to each node. */
    const both = (room: string): Promise<Plain[]> =>
      Promise.all([nodes.near.connect(room), nodes.far.connect(room)])
    return { ...nodes, a, p, other, both }
  }
  /** Waits until each has heard of its files, in order, and of no others. */
  const hear = async (plains: readonly Plain[], ...files: string[]): Promise<void> => {
    await until('it is heard', () =>
      plains.every((plain) => filesHeardBy(plain).includes(files.at(-1) ?? '')),
    )
    for (const plain of plains) expect(filesHeardBy(plain)).toEqual(files)
  }

  describe(`the announcer ${name}`, () => {
    test('tells each connection of a participant in one appointment, in order, and nobody else', async () => {
      const { near, a, p, other, both } = await begin()
      const theirs = await both(participantRoom(a, p))
      const others = [
        ...(await both(participantRoom(a, other))),
        ...(await both(participantRoom(other, p))),
        ...(await both(deskRoom(p))),
      ]
      const files = Array.from({ length: 20 }, (_, at) => `f-${at}`)
      for (const file of files) near.announcer.toParticipant(a, p, event(file))
      await hear(theirs, ...files)
      for (const person of [
        [a, other],
        [other, p],
      ] as const)
        near.announcer.toParticipant(...person, event('last'))
      near.announcer.toDesk(p, event('last'))
      await hear(others, 'last')
    })

    test('tells the desks of a practitioner, and the pages that show documents to these people', async () => {
      const { far, p, other, both } = await begin()
      const desks = await both(deskRoom(p))
      const pages = [...(await both(documentsRoom(p))), ...(await both(documentsRoom(other)))]
      const stranger = await both(documentsRoom(randomUUID()))
      far.announcer.toDesk(p, event('to the desk'))
      far.announcer.toDocuments([p, other], event('to the pages'))
      far.announcer.toDocuments([], event('to nobody'))
      await hear(desks, 'to the desk')
      await hear(pages, 'to the pages')
      for (const plain of stranger) expect(plain.heard).toEqual([])
    })

    test('who waits without a socket hears the names of what any node tells, until they stop', async () => {
      const { near, far, a, p } = await begin()
      const heard: { where: string; name: EventName }[] = []
      const note = (where: string) => (name: EventName) => void heard.push({ where, name })
      const ends = [
        near.announcer.listen(a, p, note('near')),
        far.announcer.listen(a, p, note('far')),
        far.announcer.listenAtDesk(p, note('far desk')),
      ]
      /** Told again and again: a wait may take a moment to be known to other nodes. */
      const tell = (act: () => void, where: readonly string[]): Promise<unknown> =>
        until('all who wait hear it', () => {
          if (where.every((one) => heard.some((each) => each.where === one))) return true
          act()
          return false
        })
      await tell(() => near.announcer.toParticipant(a, p, event('f-1')), ['near', 'far'])
      expect(heard.some(({ where }) => where === 'far desk')).toBe(false)
      await tell(() => near.announcer.toDesk(p, event('f-2')), ['far desk'])
      expect(new Set(heard.map(({ name }) => name))).toEqual(new Set(['progress']))
      ends[1]?.()
      heard.length = 0
      await tell(() => far.announcer.toParticipant(a, p, event('f-3')), ['near'])
      expect(heard.some(({ where }) => where === 'far')).toBe(false)
      for (const end of ends) end()
    })

    test('who waits without a socket hears each word once, also one of its own node', async () => {
      const { near, far, a, p } = await begin()
      const heard: EventName[][] = [[], []]
      const ends = [near, far].map(({ announcer }, at) =>
        announcer.listen(a, p, (name) => void heard[at]?.push(name)),
      )
      const both = (name: EventName): boolean => heard.every((names) => names.includes(name))
      const tell = ({ announcer }: Announcing, name: EventName): void =>
        announcer.toParticipant(a, p, { name, payload: {} } as never)
      await until('both hear the other', () => {
        for (const node of [near, far]) tell(node, 'progress')
        return both('progress')
      })
      tell(near, 'gone')
      await until('both have heard it', () => both('gone'))
      // Words come in order: with this one, a second one of before would have come.
      tell(far, 'request')
      await until('both have heard the next', () => both('request'))
      const once = ['gone', 'request']
      const inOrder = (names: readonly EventName[]) => names.filter((name) => once.includes(name))
      expect(heard.map(inOrder)).toEqual([once, once])
      for (const end of ends) end()
    })

    test('says goodbye to a participant and closes all their connections', async () => {
      const { near, a, p, other, both } = await begin()
      const theirs = await both(participantRoom(a, p))
      const others = await both(participantRoom(a, other))
      near.announcer.goodbye(a, p, {
        code: 'NOT_FOUND',
        message: 'You are not in this appointment any more.',
      } as never)
      await until('they are closed', () => theirs.every((plain) => !plain.connected))
      for (const { heard } of theirs) expect(heard.map(({ name }) => name)).toEqual(['goodbye'])
      near.announcer.toParticipant(a, other, event('f-1'))
      await hear(others, 'f-1')
    })
  })
}
