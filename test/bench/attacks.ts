import { randomUUID } from 'node:crypto'
import { connect as dial, type Socket as Line } from 'node:net'
import type { ArchiveTicket } from '@chairside/protocol'
import { contentTypes, docx, mainTypes, override } from '../gate/package.ts'
import { type Appointment, ask } from './product.ts'
import { pause } from './server.ts'
import { connect } from './talk.ts'
import { headOf } from './wire.ts'

/** The server that an attack is against, and the appointment whose tokens the attacker has. */
export interface Target {
  readonly url: string
  readonly port: number
  readonly by: Appointment
  /** The address of a ticket for a large file. */
  readonly content: string
  /** As many documents as an appointment may have, of 1 KB each. */
  readonly documents: readonly string[]
}

/** Goes on until its process ends, or leaves connections open that end with the process. */
type Attack = (target: Target) => Promise<void>

/** The attacks that once stopped a server, one of each kind. */
export const attacks: Readonly<Record<string, Attack>> = {
  'a long history, and joining again and again': async ({ url, by }) => {
    for (let full = false; !full; await pause(60)) full = !(await offerAndWithdraw(url, by))
    for (;;) {
      const socket = await connect(url, by.practitioner).catch(() => undefined)
      socket?.disconnect()
    }
  },
  'files that are refused': async ({ url, by }) => {
    await repeat(60, () => refusedFile(url, by, Buffer.from('MZ, and no paper')))
  },
  'long names': async ({ url, by }) => {
    const files = Array.from({ length: 100 }, () => ({ id: randomUUID(), name: '.'.repeat(1_024), size: 1 }))
    await command(url, by.practitioner, 'transfer:offer', () => ({ ...offer(by), files }))
  },
  'sixty thousand files without fields': async ({ url, by }) => {
    const files = Array.from({ length: 60_000 }, () => ({}))
    await command(url, by.practitioner, 'transfer:offer', () => ({ ...offer(by), files }))
  },
  'Office files full of tags': async ({ url, by }) => {
    const tags = contentTypes(override('/word/document.xml', mainTypes.docx) + '<a/>'.repeat(250_000))
    const hostile = docx({ parts: { '[Content_Types].xml': tags } })
    await repeat(60, () => refusedFile(url, by, hostile))
  },
  'two thousand bodies for nobody': async ({ port }) => {
    const head = headOf('POST', '/nothing', port, {
      'content-type': 'application/json',
      'content-length': 250_000,
    })
    await keepOpen(2_000, () => {
      const line = dial({ port, host: '127.0.0.1' })
      line.write(`${head}{`)
      return line
    })
  },
  'a thousand downloads that are not read': async ({ port, content }) => {
    const head = headOf('GET', new URL(content).pathname, port, {})
    await keepOpen(1_000, () => {
      const line = dial({ port, host: '127.0.0.1' })
      line.write(head)
      return line.pause()
    })
  },
  'archives of five hundred documents, six at once, without end': async ({ url, by }) => {
    const archives = async (): Promise<void> => {
      const { url: archive } = await ask<ArchiveTicket>(
        url,
        by.patient,
        'POST',
        `/v1/appointments/${by.id}/zip`,
      )
      const read = async () => (await fetch(archive)).arrayBuffer()
      for (let count = 0; count < 100; count += 1) await read()
    }
    await Promise.all(Array.from({ length: 6 }, () => repeat(60, archives)))
  },
  'acts on five hundred documents': async ({ url, by, documents }) => {
    const path = `/v1/appointments/${by.id}/documents`
    const change = (wish: object) => ask(url, by.practitioner, 'PATCH', path, wish)
    await repeat(60, async () => {
      await change({ documents, availability: 'at-session' })
      await change({ order: documents.toReversed() })
      await change({ documents, availability: 'before' })
      await change({ order: documents })
    })
  },
  'a thousand sockets, and acknowledgements of nothing': async ({ url, by }) => {
    for (let count = 0; count < 1_000; count += 1) {
      const socket = await connect(url, by.patient).catch(() => undefined)
      if (socket === undefined) continue
      const { engine } = socket.io
      const flood = setInterval(() => {
        for (let frame = 0; frame < 20; frame += 1) engine.write('431[null]')
      }, 20)
      engine.on('close', () => clearInterval(flood))
    }
  },
}

const offer = ({ id }: Appointment) => ({ appointment: id, id: randomUUID(), to: 'patient' })

/** Does `work` again and again. After a failure it waits `ms` milliseconds. */
async function repeat(ms: number, work: () => Promise<unknown>): Promise<void> {
  for (;;) await work().catch(() => pause(ms))
}

/** Offers files and withdraws them. Gives false once the appointment is full. */
async function offerAndWithdraw(url: string, by: Appointment): Promise<boolean> {
  const { appointment, ...rest } = offer(by)
  const files = Array.from({ length: 5 }, () => ({ id: randomUUID(), name: 'a.pdf', size: 9 }))
  try {
    await ask(url, by.practitioner, 'POST', `/v1/appointments/${appointment}/transfers`, { ...rest, files })
    await ask(url, by.practitioner, 'POST', '/v1/commands/transfer:withdraw', { id: rest.id })
    return true
  } catch (error) {
    return !String(error).includes('APPOINTMENT_FULL')
  }
}

async function refusedFile(url: string, by: Appointment, bytes: Buffer): Promise<void> {
  const { appointment, ...rest } = offer(by)
  const file = { id: randomUUID(), name: 'a.docx', size: bytes.length }
  const transfer = { ...rest, files: [file] }
  await ask(url, by.practitioner, 'POST', `/v1/appointments/${appointment}/transfers`, transfer)
  await fetch(`${url}/v1/files/${file.id}/upload`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${by.practitioner}`,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    },
    body: new Uint8Array(bytes),
  })
}

/**
 * Sends a command on a socket as fast as possible, without waiting for answers. After a close it opens a new socket.
 */
async function command(url: string, token: string, name: string, payload: () => object): Promise<void> {
  for (;;) {
    const socket = await connect(url, token).catch(() => undefined)
    while (socket?.connected) {
      for (let count = 0; count < 5; count += 1) socket.emit(name, payload(), () => undefined)
      await pause(20)
    }
    await pause(20)
  }
}

async function keepOpen(count: number, open: () => Line): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    open().on('error', () => undefined)
    if (at % 50 === 0) await pause(5)
  }
}
