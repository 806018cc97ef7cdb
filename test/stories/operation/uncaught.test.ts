import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { anna, eva } from '../../world/people.ts'
import { openServer } from '../../world/process.ts'
import { grownPdf } from '../../world/samples.ts'
import { keepSecret } from '../../world/secrets.ts'
import { atEnd, until } from '../../world/until.ts'

const name = 'Žofia Uncaught-Nováková'

/** A module that is loaded before the program and fails, as a library may. Each signal makes it fail in another way. */
const faulty = `
  const fail = () => Object.assign(new TypeError('the file of ${name}'), { code: 'ERR_ODD', cause: new Error('of ${name}') })
  process.on('SIGUSR2', () => { throw fail() })
  process.on('SIGWINCH', () => { Promise.reject(fail()) })
  process.on('SIGCONT', () => { throw '${name}' })
`

test.each(['SIGUSR2', 'SIGWINCH', 'SIGCONT'] as const)(
  'an error that nothing caught (%s) is logged without its words, and ends the server in order',
  async (signal) => {
    keepSecret(name)
    const folder = mkdtempSync(join(tmpdir(), 'chairside-faulty-'))
    atEnd(() => rmSync(folder, { recursive: true, force: true }))
    const module = join(folder, 'faulty.mjs')
    writeFileSync(module, faulty)
    const file = grownPdf(300_000, 'uncaught-plan.pdf')
    const server = await openServer({
      NODE_OPTIONS: `--import=${pathToFileURL(module)}`,
    })
    const id = await server.backend.appointment()
    const practitioner = await server.join(id, eva.id)
    const patient = await server.join(id, anna.id)
    await practitioner.send([file])
    await until('the file is here', () => patient.transfers[0]?.files[0]?.state === 'ready')
    const { code, said } = await server.signal(signal)
    expect(code).toBe(1)
    const lines = said.split('\n').filter((line) => line.startsWith('{'))
    const fatal = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 60)
    expect(fatal).toHaveLength(1)
    expect(fatal[0]).toMatchObject({ msg: 'an error that nothing caught ends the server' })
    if (signal !== 'SIGCONT')
      expect(fatal[0].err).toMatchObject({ type: 'TypeError', code: 'ERR_ODD', cause: { type: 'Error' } })
    expect(said.includes(name)).toBe(false)
    // The end was orderly: no file is lost, and the pages come back.
    await server.start()
    await until('the patient is back', () => patient.transfers[0]?.files[0]?.state === 'ready')
    const again = await server.join(id, anna.id)
    expect(again.transfers[0]?.files[0]?.state).toBe('ready')
  },
)
