import { randomUUID } from 'node:crypto'
import { ChairsideError, type ErrorCode, materialPolicy } from '@chairside/protocol'
import { sql } from 'kysely'
import type { Locked, Owner, Stage } from '../../server/src/domain/bytes/owner.ts'
import type { Identity } from '../../server/src/domain/people/identity.ts'
import type { Db } from '../../server/src/records/database.ts'
import { insertUploads } from '../../server/src/records/upload.ts'
import type { Footing, Owned } from '../world/owning.ts'

/*
 * An owner made for the contract. It owns things in no appointment, whose contents may be of any material type. It
 * shares nothing with the live exchange.
 */

interface ThingRow {
  readonly id: string
  readonly name: string
  readonly keeper: string
  readonly reader: string | null
  readonly state: 'arriving' | 'checking' | 'ready' | 'rejected'
  readonly code: ErrorCode | null
  readonly looks: number
}

const person = (id: string): Identity => ({ kind: 'desk', id, expiresAt: Number.MAX_SAFE_INTEGER })
const [keeper, reader, stranger] = [person('p-keeper'), person('p-reader'), person('p-stranger')]

async function findThing(db: Db, id: string): Promise<ThingRow | undefined> {
  return (await sql<ThingRow>`select * from things where id = ${id}`.execute(db)).rows[0]
}

const mayUse = (thing: ThingRow, who: Identity, action: 'send' | 'fetch'): boolean =>
  thing.keeper === who.id || (action === 'fetch' && thing.reader === who.id)

/** Whether `who` has or had a right to the thing. Only `reader` can have lost one. */
const mayHaveUsed = (thing: ThingRow | undefined, who: Identity): boolean =>
  thing !== undefined && (thing.keeper === who.id || reader.id === who.id)

function stageOf({ state, code }: ThingRow, action: 'send' | 'fetch'): Stage {
  if (state !== 'rejected') return { at: state }
  return { at: 'gone', why: new ChairsideError(action === 'send' && code !== null ? code : 'NOT_FOUND') }
}

function lockThing(tx: Db, found: ThingRow): Locked {
  let thing = found
  const move = async (from: readonly ThingRow['state'][], state: ThingRow['state'], code?: ErrorCode) => {
    if (!from.includes(thing.state)) throw new Error(`a thing cannot go from ${thing.state} to ${state}`)
    await sql`update things set state = ${state}, code = ${code ?? null} where id = ${thing.id}`.execute(tx)
    thing = { ...thing, state }
  }
  return {
    get stage() {
      return stageOf(thing, 'send')
    },
    begun: () => move(['arriving'], 'arriving'),
    dropped: () => move(['arriving'], 'arriving'),
    received: () => move(['arriving'], 'checking'),
    postponed: () => move(['checking'], 'checking'),
    doubted: () => move(['checking'], 'checking'),
    ready: () => move(['checking'], 'ready'),
    rejected: ({ code }) => move(['arriving', 'checking'], 'rejected', code),
  }
}

export async function openThings({ ground: { records } }: Footing): Promise<Owned> {
  const { db } = records
  await sql`create table things (id text primary key, name text not null, keeper text not null, reader text,
    state text not null, code text, looks integer not null)`.execute(db)
  const owner: Owner = {
    find: async (on, who, id, action) => {
      const thing = await findThing(on, id)
      if (thing === undefined || !mayUse(thing, who, action)) throw new ChairsideError('NOT_FOUND')
      return { stage: stageOf(thing, action), name: thing.name, expiresAt: undefined, tell: () => undefined }
    },
    lock: async (tx, _, id) => {
      const thing = await findThing(tx, id)
      return thing && lockThing(tx, thing)
    },
    lockAll: async () => undefined,
    allowed: async (on, streams) => {
      const allowed = new Set<(typeof streams)[number]>()
      for (const stream of streams) {
        const thing = await findThing(on, stream.id)
        const at = stream.action === 'send' ? 'arriving' : 'ready'
        if (thing?.state === at && mayUse(thing, stream.who, stream.action)) allowed.add(stream)
      }
      return allowed
    },
    issued: async (tx, _, { who, id }) => {
      if (!mayHaveUsed(await findThing(tx, id), who)) throw new ChairsideError('NOT_FOUND')
    },
    fetched: async (tx, _, all) => {
      for (const { who, id, ahead, complete } of all) {
        if (!mayHaveUsed(await findThing(tx, id), who)) throw new ChairsideError('NOT_FOUND')
        if (complete && !ahead) await sql`update things set looks = looks + 1 where id = ${id}`.execute(tx)
      }
    },
  }
  const nothing = async () => undefined
  return {
    kind: 'thing',
    owner,
    tellers: { appointment: nothing, request: nothing, transfer: nothing },
    largest: materialPolicy.bytes,
    sender: keeper,
    reader,
    stranger,
    announce: async (name, size) => {
      const id = randomUUID()
      await records.write(async (tx) => {
        await sql`insert into things values (${id}, ${name}, ${keeper.id}, ${reader.id}, 'arriving', null, 0)`.execute(
          tx,
        )
        await insertUploads(tx, [{ id, owner: 'thing', policy: 'material', sender: 'practitioner', size }])
      })
      return id
    },
    partsOf: async (who, id) => {
      await owner.find(db, who, id, 'send')
      return { idOf: () => id, wanted: [id] }
    },
    receipts: async (id) => (await findThing(db, id))?.looks ?? 0,
    revoke: async (id) => {
      await sql`update things set reader = null where id = ${id}`.execute(db)
    },
  }
}
