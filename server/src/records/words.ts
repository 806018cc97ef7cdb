import type { Db } from './database.ts'

/*
 * Blanks words: names of people and files, notes and reasons, and the digests of offers, which are made of names. Ids,
 * sizes, states and instants stay. A new column with a text of people is blanked here.
 */

/** The exchange of an appointment; with `person`, only what that person had a part in. */
export interface Exchange {
  readonly appointment: string
  readonly person?: string
}

/** Ids of the transfers and requests that were not blank before. */
export interface Blanked {
  readonly transfers: readonly string[]
  readonly requests: readonly string[]
}

/** Blanks the words of an exchange. */
export async function blankExchange(db: Db, exchange: Exchange): Promise<Blanked> {
  const transfers = selectTransfers(db, exchange)
  const requests = selectRequests(db, exchange)
  await db
    .updateTable('files')
    .set({ name: '', offer: '', details: null })
    .where('transfer', 'in', transfers)
    .where('offer', '!=', '')
    .execute()
  const told = await db
    .updateTable('transfers')
    .set({ offer: '' })
    .where('id', 'in', transfers)
    .where('offer', '!=', '')
    .returning('id')
    .execute()
  await db
    .updateTable('request_aliases')
    .set({ note: null })
    .where('request', 'in', requests)
    .where('note', 'is not', null)
    .execute()
  const asked = await db
    .updateTable('requests')
    // An empty note, and not none: a page learns by it that the names of the parties are gone too.
    .set({ note: '', reason: null })
    .where('id', 'in', requests)
    .where(({ or, eb }) => or([eb('note', 'is', null), eb('note', '!=', '')]))
    .returning('id')
    .execute()
  return { transfers: told.map(({ id }) => id), requests: asked.map(({ id }) => id) }
}

/**
 * Blanks the names of an appointment's people and its title, or the name of one person; gives the number of names. Those
 * of the people in `kept` stay.
 */
export async function blankNames(
  db: Db,
  { appointment, person }: Exchange,
  kept: readonly string[] = [],
): Promise<number> {
  if (person === undefined)
    await db
      .updateTable('appointments')
      .set({ title: '', named: kept.length > 0 })
      .where('id', '=', appointment)
      .execute()
  const { numUpdatedRows } = await db
    .updateTable('participants')
    .set({ name: '' })
    .where('appointment', '=', appointment)
    .where('name', '!=', '')
    .$if(person !== undefined, (query) => query.where('id', '=', person ?? ''))
    .$if(kept.length > 0, (query) => query.where('id', 'not in', kept))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

function selectTransfers(db: Db, { appointment, person }: Exchange) {
  return db
    .selectFrom('transfers')
    .select('transfers.id')
    .where('transfers.appointment', '=', appointment)
    .$if(person !== undefined, (query) =>
      query.where(({ or, eb }) => or([eb('sender', '=', person ?? ''), eb('receiver', '=', person ?? '')])),
    )
}

function selectRequests(db: Db, { appointment, person }: Exchange) {
  return db
    .selectFrom('requests')
    .select('requests.id')
    .where('requests.appointment', '=', appointment)
    .$if(person !== undefined, (query) =>
      query.where(({ or, eb }) => or([eb('asker', '=', person ?? ''), eb('asked', '=', person ?? '')])),
    )
}
