import type { Ticket, Transfer } from '@chairside/protocol'
import type { Contender, Entry } from './contender.ts'
import { ask, type Offered, type Product, patchOf, startProduct } from './product.ts'
import { type Keeping, keptOnDisk } from './stored.ts'
import { exchange, formOf, headOf, type Message, requireAnswers, requireDownloads } from './wire.ts'
import { pdfOf, type Workload, workloads } from './workload.ts'

export const ourName = 'Chairside'
export const durableName = 'Chairside, fsync on'

const nameOf = (isDurable: boolean): string => (isDurable ? durableName : ourName)
export const fsync = (isOn: boolean): Record<string, string> => ({ FSYNC: isOn ? 'on' : 'off' })

/** Uploads to Chairside's disk store. `isDurable` is whether the store waits for the disk (fsync). */
export const ourDisk = (style: 'raw' | 'form', isDurable: boolean): Entry => ({
  name: nameOf(isDurable),
  start: async (ground) => {
    const product = await startProduct(ground, fsync(isDurable))
    return uploading(nameOf(isDurable), style, product, keptOnDisk(product.dataDir))
  },
})

export const ourDownloads: Entry = {
  name: ourName,
  start: async (ground) => downloading(await startProduct(ground, fsync(false))),
}

/**
 * Chairside as the receiver of uploads, raw or as forms. Each run has new appointments, so that no limit is reached.
 */
export function uploading(
  name: string,
  style: 'raw' | 'form',
  product: Product,
  keeping: Keeping,
): Contender {
  const { server, url } = product
  let offered: readonly Offered[] = []
  return {
    name,
    server,
    prepare: async ({ files, size }) => {
      offered = await product.offer(files, size)
      const body = pdfOf(size)
      return offered.map((one): Message => {
        if (style === 'raw') return { head: patchOf(product, one, size), body }
        const authorization = `Bearer ${one.by.practitioner}`
        return formOf(`/v1/transfers/${one.transfer}/files`, server.port, one.file, body, { authorization })
      })
    },
    settle: async (workload, answers) => {
      requireAnswers(name, answers, style === 'raw' ? 204 : 200)
      for (const { file, transfer, by } of offered) {
        const { files } = await ask<Transfer>(url, by.practitioner, 'GET', `/v1/transfers/${transfer}`)
        const state = files.find(({ id }) => id === file)?.state
        if (state !== 'ready') throw new Error(`${name}: a file is ${state}`)
      }
      await keeping.require(name, workload)
      for (const { file, by } of offered)
        await ask(url, by.practitioner, 'DELETE', `/v1/files/${file}/upload`)
      await keeping.emptied()
    },
    stop: product.stop,
  }
}

/**
 * Chairside as the sender of downloads by ticket. An earlier process took the files, so that their uploads left nothing
 * in memory.
 */
async function downloading(product: Product): Promise<Contender> {
  const kept = new Map<Workload, readonly Offered[]>()
  for (const workload of workloads) {
    const { files, size } = workload
    const offered = await product.offer(files, size)
    for (const one of offered) {
      const message = { head: patchOf(product, one, size), body: pdfOf(size) }
      requireAnswers(ourName, (await exchange(product.server.port, [message])).answers, 204)
    }
    kept.set(workload, offered)
  }
  await product.restart()
  const { server, url } = product
  return {
    name: ourName,
    server,
    prepare: async (workload) => {
      const messages: Message[] = []
      for (const { file, by } of kept.get(workload) ?? []) {
        const wish = { use: 'download' }
        const ticket = await ask<Ticket>(url, by.patient, 'POST', `/v1/files/${file}/ticket`, wish)
        messages.push({ head: headOf('GET', new URL(ticket.url).pathname, server.port, {}) })
      }
      return messages
    },
    settle: async ({ size }, answers) => requireDownloads(ourName, answers, size),
    stop: product.stop,
  }
}
