import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/** What the servers of one world keep their data in: settings, and what to do once they have stopped. */
export interface Ground {
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

let admin: Promise<pg.Client> | undefined

/** Makes room for a world in the services of the project; without services the world keeps all in its folder. */
export async function openGround(): Promise<Ground> {
  const services = inject('services')
  if (services === undefined) return { env: {}, close: async () => {} }
  admin ??= connect(services.postgres)
  const client = await admin
  const name = `world_${randomUUID().replaceAll('-', '')}`
  await client.query(`create database ${name} template ${services.template}`)
  const url = new URL(services.postgres)
  url.pathname = name
  return {
    env: { DATABASE_URL: url.href, DATABASE_CONNECTIONS: '8' },
    close: async () => void (await client.query(`drop database ${name} with (force)`)),
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  await client.connect()
  return client
}
