import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CreateBucketCommand, type S3Client } from '@aws-sdk/client-s3'
import pg from 'pg'
import { inject } from 'vitest'
import type { Services } from '../services/nodes.ts'
import { s3Client, s3Keys } from '../services/s3.ts'
import { type Lying, loseInBucket, lyingInBucket, lyingInFolder } from './lying.ts'

/** What the nodes of one world keep their data in. */
export interface Ground {
  /** The settings of every node. */
  readonly env: Readonly<Record<string, string>>
  /** Without services all is in the data folder of one node. */
  readonly nodes: 1 | 2
  /** The contents that are stored. */
  lying(): Promise<Lying[]>
  /** Loses all sealed contents, as a broken store does. */
  lose(): Promise<void>
  /** Writes a state into the records that nothing here brings about. `?` in the text stands for the id. */
  write(text: string, id: string): Promise<void>
  /** Call it once the nodes have stopped. */
  close(): Promise<void>
}

/** What the services of a project are reached by. */
interface Reach {
  readonly postgres: pg.Client
  readonly s3: S3Client
}

let reached: Promise<Reach> | undefined

/** Keeps everything in a data folder. */
export function inFolder(dataDir: string): Ground {
  return {
    env: {},
    nodes: 1,
    lying: async () => lyingInFolder(dataDir),
    lose: async () => rmSync(join(dataDir, 'objects', 'sealed'), { recursive: true }),
    write: async (text, id) => {
      const records = new DatabaseSync(join(dataDir, 'records.sqlite'))
      records.prepare(text).run(id)
      records.close()
    },
    close: async () => {},
  }
}

/** Makes room for two nodes in the services of the project; without services it is the data folder of one. */
export async function openGround(dataDir: string): Promise<Ground> {
  return inject('services') === undefined ? inFolder(dataDir) : inServices()
}

/** Makes a database and a bucket in the services of the project. */
export async function inServices(): Promise<Ground> {
  const services = inject('services')
  if (services === undefined)
    throw new Error('Run it in the project `nodes`, which has PostgreSQL, Redis and S3.')
  reached ??= reach(services)
  const { postgres, s3 } = await reached
  const name = `world_${randomUUID().replaceAll('-', '')}`
  const Bucket = name.replace('_', '-')
  const url = new URL(services.postgres)
  url.pathname = name
  const makeDatabase = async (): Promise<void> => {
    await postgres.query(`create database ${name} template ${services.template}`)
    // Redis is shared: the channels of these nodes carry the identity of their records.
    const mine = await connect(url.href)
    await mine.query('update identity set id = $1', [randomUUID()])
    await mine.end()
  }
  await Promise.all([makeDatabase(), s3.send(new CreateBucketCommand({ Bucket }))])
  return {
    env: {
      ...s3Keys,
      DATABASE_URL: url.href,
      DATABASE_CONNECTIONS: '8',
      REDIS_URL: services.redis,
      S3_ENDPOINT: services.s3,
      S3_BUCKET: Bucket,
    },
    nodes: 2,
    lying: () => lyingInBucket(s3, Bucket),
    lose: () => loseInBucket(s3, Bucket),
    write: async (text, id) => {
      const mine = await connect(url.href)
      await mine.query(text.replace('?', '$1'), [id])
      await mine.end()
    },
    close: async () => void (await postgres.query(`drop database ${name} with (force)`)),
  }
}

async function reach(services: Services): Promise<Reach> {
  // The server takes these from its environment.
  Object.assign(process.env, s3Keys)
  return { postgres: await connect(services.postgres), s3: s3Client(services.s3) }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  await client.connect()
  return client
}
