import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import type { Stage } from './stage.ts'

/** How long removals may take, in ms: they wait for a sweep. */
const patience = 15_000

/** Checks that the data folder holds the objects that the records name, and no others. */
export async function checkFolder({ world, ledger, offsets }: Stage): Promise<void> {
  if (world.store !== 'disk') return
  const begun = performance.now()
  let moved = false
  for (;;) {
    await world.process.sweep()
    const { missing, extra } = compare(world.dataDir)
    if (missing.length === 0 && extra.length === 0) return
    if (performance.now() - begun > patience && moved) {
      if (missing.length > 0)
        ledger.fault('the folder holds what the records name', `without ${missing.join(', ')}`)
      if (extra.length > 0) ledger.fault('the folder holds nothing else', extra.join(', '))
      return
    }
    // The server looks for objects without a record only once an hour, so the clock is moved by more than an hour.
    if (performance.now() - begun > patience / 2 && !moved) {
      moved = true
      const from = Date.now()
      await world.process.advance(4_000_000)
      offsets.push({ from, offset: world.process.offset })
    }
    await pause(300)
  }
}

function compare(dataDir: string): { missing: string[]; extra: string[] } {
  const lying = ['unsealed', 'sealed'].flatMap((folder) =>
    readdirSync(join(dataDir, 'objects', folder)).map((key) => ({ folder, key })),
  )
  const db = new DatabaseSync(join(dataDir, 'records.sqlite'), { readOnly: true })
  try {
    const rows = db
      .prepare(
        `select object, state, bytes from files join uploads on uploads.id = files.id
         where object is not null and state in ('receiving', 'checking', 'ready', 'downloaded')`,
      )
      .all()
    const named = new Map(
      rows.map(({ object, state, bytes }) => [String(object), { state, bytes: Number(bytes) }]),
    )
    return {
      // An upload without a stored byte has no object yet.
      missing: [...named]
        .filter(
          ([key, { state, bytes }]) =>
            !(state === 'receiving' && bytes === 0) && !lying.some((one) => one.key === key),
        )
        .map(([key, { state }]) => `${key} (${state})`),
      extra: lying.filter(({ key }) => !named.has(key)).map(({ folder, key }) => `${folder}/${key}`),
    }
  } finally {
    db.close()
  }
}
