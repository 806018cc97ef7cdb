import type { Entry } from './contender.ts'
import { crossing } from './crossing.ts'
import { documents } from './documents.ts'
import { fastifyStatic, nginxGet, stream } from './downloads.ts'
import { history } from './history.ts'
import { memory } from './memory.ts'
import { nginxPut } from './nginx.ts'
import { others } from './others.ts'
import { ourDisk, ourDownloads } from './ours.ts'
import { floor, form, hashing, tus } from './peers.ts'
import { ourPostgres, ourSqlite, statements } from './postgres.ts'
import type { Probe } from './probe.ts'
import { prompt } from './prompt.ts'
import type { Aim } from './ratio.ts'
import { region } from './region.ts'
import { libStorage, ourS3, tusS3 } from './s3.ts'
import { scale } from './scale.ts'
import { slow } from './slow.ts'
import { archives, small, twenty, type Workload, workloads } from './workload.ts'
import { zipMemory } from './zipmemory.ts'
import { archiver, clientZip, ourZips, yazl } from './zips.ts'

/** A part of the bench: Chairside and its peers under the same workloads. */
export interface Part {
  readonly name: string
  readonly title: string
  readonly entries: readonly Entry[]
  readonly workloads: readonly Workload[]
  /** For each peer, the aims of the ratio (ours divided by theirs), one for each workload. */
  readonly aims: Readonly<Record<string, readonly Aim[]>>
}

const aims = (...pairs: readonly (readonly [must: number, goal: number])[]): Aim[] =>
  pairs.map(([must, goal]) => ({ must, goal }))

export const parts: readonly Part[] = [
  {
    name: 'up-disk',
    title: 'upload to disk',
    workloads,
    entries: [ourDisk('raw', false), ourDisk('raw', true), floor, hashing, nginxPut, tus],
    aims: {
      [floor.name]: aims([1.1, 0.95], [1.25, 1.1], [1.35, 1.2]),
      [tus.name]: aims([0.75, 0.6], [0.75, 0.6], [0.8, 0.7]),
    },
  },
  {
    name: 'up-form',
    title: 'multipart upload to disk',
    workloads,
    entries: [ourDisk('form', false), ourDisk('form', true), form],
    aims: { [form.name]: aims([0.8, 0.6], [0.95, 0.8], [1.1, 0.95]) },
  },
  {
    name: 'up-s3',
    title: 'upload to S3',
    workloads,
    entries: [ourS3, libStorage, tusS3],
    aims: {
      [libStorage.name]: aims([0.75, 0.4], [0.75, 0.55], [0.8, 0.6]),
      [tusS3.name]: aims([0.4, 0.2], [0.45, 0.3], [0.5, 0.35]),
    },
  },
  {
    name: 'up-postgres',
    title: 'upload to disk with records in PostgreSQL',
    workloads: [twenty],
    entries: [ourPostgres, ourSqlite],
    aims: { [ourSqlite.name]: aims([1.15, 1.05]) },
  },
  {
    name: 'down-disk',
    title: 'download from disk',
    workloads,
    entries: [ourDownloads, stream, fastifyStatic, nginxGet],
    aims: { [stream.name]: aims([0.65, 0.5], [0.65, 0.5], [0.65, 0.5]) },
  },
  {
    name: 'zip',
    title: 'archive from disk',
    workloads: archives,
    entries: [ourZips([small, ...archives]), archiver, yazl, clientZip],
    aims: { [archiver.name]: aims([0.5, 0.4], [0.5, 0.4], [0.5, 0.4]) },
  },
]

/** Measurements without peers. */
export const probes: readonly Probe[] = [
  ...[memory, zipMemory, slow, others, prompt, documents],
  ...[scale, crossing, statements, history, region],
]
