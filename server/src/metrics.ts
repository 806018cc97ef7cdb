import { auditKinds, errorCodes } from '@chairside/protocol'
import { serverVersion } from './version.ts'

/** One metric: its name at Prometheus, its sentence there, and every value that each of its labels can have. */
interface Metric {
  readonly name: string
  readonly help: string
  readonly labels: Readonly<Record<string, readonly string[]>>
}

/** Entries that are written apart from what people do with files: errors and sockets count them. */
const ofAccess: readonly string[] = ['connected', 'disconnected', 'refused', 'token-issued']

/** The kinds of what bytes belong to; `other` is for kinds that this list does not know yet. */
const owners = ['file', 'document', 'archive', 'other'] as const

/** The label of a kind of owner. */
export const ownerLabel = (kind: string): (typeof owners)[number] =>
  owners.find((one) => one === kind) ?? 'other'

const outcome = ['ok', 'failed'] as const

/** Counters only grow. */
export const counters = {
  facts: {
    name: 'chairside_facts_total',
    help: 'Facts that the audit keeps: what was offered, received, decided, fetched.',
    labels: { fact: auditKinds.filter((kind) => !ofAccess.includes(kind)) },
  },
  transfers: {
    name: 'chairside_transfers_total',
    help: 'Transfers that were offered, by the role of their sender.',
    labels: { sender: ['practitioner', 'patient'] },
  },
  verdicts: {
    name: 'chairside_verdicts_total',
    help: 'Contents that are ready or were refused, with the code of the reason, or about which the scanner cannot decide.',
    labels: { verdict: ['ready', 'undecided', ...errorCodes] },
  },
  received: {
    name: 'chairside_received_bytes_total',
    help: 'Bytes of uploads that were stored.',
    labels: { owner: owners },
  },
  sent: {
    name: 'chairside_sent_bytes_total',
    help: 'Bytes of contents that went out through this server.',
    labels: { owner: owners },
  },
  errors: {
    name: 'chairside_errors_total',
    help: 'Errors that were answered, by their code.',
    labels: { code: errorCodes },
  },
} as const satisfies Readonly<Record<string, Metric>>

/** Histograms of seconds, with the upper bounds of their buckets. */
export const timings = {
  prompt: {
    name: 'chairside_prompt_seconds',
    help: 'Time until the page of the receiver has shown the prompt of a file: since it was offered, and since it was ready.',
    labels: { since: ['offered', 'ready'] },
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
  },
  store: {
    name: 'chairside_store_seconds',
    help: 'Time of the calls to the store; of a read, until its first bytes.',
    labels: { call: ['append', 'length', 'seal', 'read', 'remove', 'sweep'], outcome },
    buckets: [0.001, 0.005, 0.01, 0.025, 0.1, 0.25, 1, 2.5, 10, 30],
  },
  database: {
    name: 'chairside_database_seconds',
    help: 'Time of the calls to the database; connect waits for a free connection, durable for stable storage; again is run again.',
    labels: { call: ['connect', 'query', 'commit', 'durable'], outcome: [...outcome, 'again'] },
    buckets: [0.0001, 0.00025, 0.001, 0.0025, 0.01, 0.025, 0.1, 0.25, 1, 10],
  },
  scanner: {
    name: 'chairside_scanner_seconds',
    help: 'Time of the calls to the scanner.',
    labels: { call: ['scan', 'prove'], outcome },
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2.5, 10, 30, 60, 150],
  },
  redis: {
    name: 'chairside_redis_seconds',
    help: 'Time of the calls to Redis: publish tells the other servers, count counts commands on all of them, ping asks whether it is there.',
    labels: { call: ['publish', 'count', 'ping'], outcome },
    buckets: [0.0001, 0.00025, 0.001, 0.0025, 0.01, 0.025, 0.1, 0.25, 1, 5],
  },
} as const satisfies Readonly<Record<string, Metric & { readonly buckets: readonly number[] }>>

/** What is asked for at each scrape. No answer may cost more with a longer history. */
export const gauges = {
  info: {
    name: 'chairside_info',
    help: 'Always 1; names the release.',
    labels: { version: [serverVersion] },
  },
  sockets: {
    name: 'chairside_sockets',
    help: 'Open sockets.',
    labels: {},
  },
  waiting: {
    name: 'chairside_waiting',
    help: 'Contents in their check, contents whose check failed and is tried again later, thumbnails to draw, and deliveries to webhooks (as of the last look, at most 50 of each webhook).',
    labels: { queue: ['checks', 'checks-again', 'thumbnails', 'webhooks'] },
  },
  budget: {
    name: 'chairside_budget_bytes',
    help: 'The memory of BUFFER_MB for bytes on their way: how much is in use, and all of it.',
    labels: { part: ['used', 'all'] },
  },
  eventLoop: {
    name: 'chairside_event_loop_delay_seconds',
    help: 'How late the event loop was since the last scrape.',
    labels: { quantile: ['0.5', '0.99', '1'] },
  },
  cpu: {
    name: 'process_cpu_seconds_total',
    help: 'CPU time of the process.',
    labels: {},
  },
  memory: {
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the process.',
    labels: {},
  },
  heap: {
    name: 'nodejs_heap_size_used_bytes',
    help: 'Used memory of the JavaScript heap.',
    labels: {},
  },
  started: {
    name: 'process_start_time_seconds',
    help: 'When the process started, in seconds since the epoch.',
    labels: {},
  },
} as const satisfies Readonly<Record<string, Metric>>

type LabelsOf<One extends Metric> = {
  readonly [Label in keyof One['labels']]: One['labels'][Label][number]
}

/** Is told what the server does. Labels have the values that this file lists, and never an id or a text. */
export interface Meter {
  /** Adds `by`, which is 1 by default. */
  count<Name extends keyof typeof counters>(
    name: Name,
    labels: LabelsOf<(typeof counters)[Name]>,
    by?: number,
  ): void
  /** Notes that something took so many seconds. */
  time<Name extends keyof typeof timings>(
    name: Name,
    labels: LabelsOf<(typeof timings)[Name]>,
    seconds: number,
  ): void
  /** The same for something that is timed often: gives what takes the seconds. */
  timer<Name extends keyof typeof timings>(
    name: Name,
    labels: LabelsOf<(typeof timings)[Name]>,
  ): (seconds: number) => void
  /** Calls `read` at each scrape. */
  gauge<Name extends keyof typeof gauges>(
    name: Name,
    labels: LabelsOf<(typeof gauges)[Name]>,
    read: () => number,
  ): void
}

/** For a server whose metrics are not read. */
export const unmetered: Meter = {
  count: () => undefined,
  time: () => undefined,
  timer: () => () => undefined,
  gauge: () => undefined,
}

/** The metrics of a server as one text. */
export interface Metrics {
  readonly meter: Meter
  /** The media type of the text. */
  readonly type: string
  read(): Promise<string>
  close(): void
}
