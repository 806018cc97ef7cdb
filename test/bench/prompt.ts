import { mkdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { joinAppointment } from '@chairside/client'
import { fsync } from './ours.ts'
import type { Figure, Probe } from './probe.ts'
import { type Product, patchOf, startProduct } from './product.ts'
import { spreadOf } from './ratio.ts'
import { pdfOf } from './workload.ts'

const cases = [
  { name: '1 MB', size: 1e6, most: 30 },
  { name: '100 MB', size: 100e6, most: 150 },
]

/**
 * Measures the time from the moment at which the last byte leaves the sender until the prompt in the receiver's SDK. It
 * contains the bytes still on the line, the rest of the writing and hashing, the gate, the records and the event.
 */
export const prompt: Probe = {
  name: 'prompt',
  title: 'from the last byte to the prompt',
  take: async (ground, { rounds, isQuick }, say) => {
    const figures: Figure[] = []
    for (const isDurable of [false, true]) {
      const folder = join(ground.folder, 'prompt')
      mkdirSync(folder, { recursive: true })
      const product = await startProduct({ ...ground, folder }, fsync(isDurable))
      try {
        for (const { name, size, most } of cases) {
          const times: number[] = []
          for (let round = isQuick ? 0 : -2; round < (isQuick ? 3 : Math.max(9, rounds)); round += 1) {
            const time = await once(product, size)
            if (round >= 0) times.push(time)
          }
          const what = `last byte to prompt, ${name}${isDurable ? ', fsync on' : ''}`
          const spread = spreadOf(times)
          figures.push({
            what,
            spread,
            unit: 'ms',
            ...(isDurable ? {} : { aim: { must: most, goal: most } }),
          })
          say(`${what}: ${spread.median.toFixed(1)} ms`)
        }
      } finally {
        await product.stop()
        rmSync(folder, { recursive: true, force: true })
      }
    }
    return figures
  },
}

async function once(product: Product, size: number): Promise<number> {
  const [offered] = await product.offer(1, size)
  if (offered === undefined) throw new Error('nothing was offered')
  const patient = await joinAppointment({ url: product.url, token: offered.by.patient, place: 'call' })
  try {
    const prompted = new Promise<number>((resolve) => {
      patient.on('prompt', (file) => {
        if (file.id === offered.file) resolve(performance.now())
      })
    })
    const sent = await send(product, patchOf(product, offered, size), pdfOf(size))
    return (await prompted) - sent
  } finally {
    patient.close()
  }
}

/** Sends a request. Resolves with the time at which the system has taken the last byte. */
function send({ server }: Product, head: string, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: server.port, host: '127.0.0.1' })
    socket.setNoDelay(true).on('error', reject).resume()
    socket.write(head, 'latin1')
    socket.write(body, () => resolve(performance.now()))
  })
}
