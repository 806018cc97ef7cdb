import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KB, MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { drawProgram } from '../../../server/src/adapters/thumbnailer/spawn.ts'
import { defaultLimits } from '../../../server/src/limits.ts'
import {
  blackPng,
  drawingProcess,
  drawingProcesses,
  openThumbnailer,
  pictureOf,
  seen,
} from '../../world/drawing.ts'
import { bytesOf } from '../../world/samples.ts'
import { atEnd, until } from '../../world/until.ts'

const card = bytesOf('insurance-card.jpg')
const { thumbnailTime, thumbnailIdle } = defaultLimits

/** A file in a folder of its own: a program there finds no sharp. */
function fileOf(source: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'file.mjs')
  writeFileSync(path, source)
  return path
}

/** A program that says that it is ready, and then does this with the first bytes of a picture. */
const onBytes = (then: string): string =>
  fileOf(`process.stdout.write(Buffer.alloc(4)); process.stdin.once('data', () => { ${then} })`)

test('a PNG of 60,000 by 60,000 pixels in two megabytes gets no thumbnail, and ends nothing', async () => {
  const { make, lines } = openThumbnailer()
  const huge = blackPng(60_000, 60_000, 'bits')
  expect(huge.length).toBeLessThan(2 * MB)
  expect(await make(card, 'image/jpeg')).toBeDefined()
  const drawing = drawingProcess()
  expect(await make(huge)).toBeUndefined()
  expect(await make(card, 'image/jpeg')).toBeDefined()
  expect(drawingProcess()).toBe(drawing)
  expect(lines).toEqual([])
})

test('a picture that needs more memory than there is for it gets no thumbnail, and the next one does', async () => {
  const large = blackPng(3000, 3000, 'interlaced colour')
  const ample = openThumbnailer()
  expect((await seen(await ample.make(large))).width).toBe(320)
  await ample.thumbnailer.close()
  const scarce = openThumbnailer({ thumbnailMemory: 80 * MB })
  expect(await scarce.make(large)).toBeUndefined()
  expect((await seen(await scarce.make(card, 'image/jpeg'))).width).toBe(320)
})

test.each([
  ['hangs', card],
  ['takes no more of it', Buffer.concat([card, Buffer.alloc(MB)])],
])('a picture at which the process %s costs its time, and the next one is drawn', async (_, bytes) => {
  const { thumbnailer, make, clock, lines } = openThumbnailer()
  expect(await thumbnailer.prove()).toBe(true)
  const hung = drawingProcess()
  process.kill(hung, 'SIGSTOP')
  let isOver = false
  const drawn = make(bytes, 'image/jpeg').finally(() => {
    isOver = true
  })
  await until('the picture is given up', async () => {
    await clock.advance(thumbnailTime)
    return isOver
  })
  expect(await drawn).toBeUndefined()
  expect(await make(card, 'image/jpeg')).toBeDefined()
  expect(drawingProcess()).not.toBe(hung)
  expect(lines).toMatchObject([{ state: 'slow' }])
})

test('a picture is drawn although its process was killed meanwhile, as the kernel does when memory is short', async () => {
  const { thumbnailer, lines } = openThumbnailer()
  await thumbnailer.prove()
  const killed = drawingProcess()
  process.kill(killed, 'SIGSTOP')
  const picture = pictureOf(card, 'image/jpeg')
  const drawn = thumbnailer.make(picture)
  await until('the picture is read', () => picture.reads === 1)
  process.kill(killed, 'SIGKILL')
  expect((await seen(await drawn)).width).toBe(320)
  expect(picture.reads).toBe(2)
  expect(lines).toMatchObject([{ state: 'lost', by: 'SIGKILL' }])
})

test('a picture whose process is killed twice is given up', async () => {
  const { make, lines } = openThumbnailer({}, onBytes(`process.kill(process.pid, 'SIGKILL')`))
  expect(await make(card, 'image/jpeg')).toBeUndefined()
  expect(lines).toMatchObject([{ by: 'SIGKILL' }, { by: 'SIGKILL' }])
})

test.each([
  ['that crashes the decoder', `process.kill(process.pid, 'SIGSEGV')`, { state: 'lost', by: 'SIGSEGV' }],
  ['that ends the program', 'process.exit(3)', { state: 'lost', by: '3' }],
  ['that makes it answer with a page', `process.stdout.write('\\0\\0\\0\\x05<html')`, { state: 'strange' }],
  ['that makes it answer without end', `process.stdout.write('\\xff'.repeat(9))`, { state: 'strange' }],
])('a picture %s gets no thumbnail, and is not tried again', async (_, then, ending) => {
  const { make, lines } = openThumbnailer({}, onBytes(then))
  expect(await make(card, 'image/jpeg')).toBeUndefined()
  expect(lines).toMatchObject([ending])
})

test('where sharp does not run, the log says so once and pictures get no thumbnails', async () => {
  const { thumbnailer, make, lines } = openThumbnailer({}, fileOf(readFileSync(drawProgram, 'utf8')))
  const all = [thumbnailer.prove(), make(card, 'image/jpeg'), make(card, 'image/jpeg')]
  expect(await Promise.all(all)).toEqual([false, undefined, undefined])
  expect(await make(card, 'image/jpeg')).toBeUndefined()
  expect(await thumbnailer.prove()).toBe(false)
  expect(lines.map(({ msg }) => msg)).toEqual([
    'sharp does not run on this platform: pictures get no thumbnails',
  ])
})

test('the process that draws gives its memory back when no picture has come for a while', async () => {
  const { make, clock, lines } = openThumbnailer()
  await make(card, 'image/jpeg')
  await clock.advance(thumbnailIdle - 1)
  await make(card, 'image/jpeg')
  await clock.advance(thumbnailIdle - 1)
  expect(drawingProcesses()).toHaveLength(1)
  await clock.advance(1)
  await until('it is gone', () => drawingProcesses().length === 0)
  expect(await make(card, 'image/jpeg')).toBeDefined()
  expect(lines).toEqual([])
})

test('the process that draws knows no secret, writes no file, and is the first to go when memory is short', async () => {
  const { thumbnailer } = openThumbnailer()
  await thumbnailer.prove()
  const about = (file: string): string => readFileSync(`/proc/${drawingProcess()}/${file}`, 'latin1')
  const names = about('environ')
    .split('\0')
    .map((one) => one.split('=')[0])
  // The shell adds its folder.
  expect(names.filter((name) => name && name !== 'PWD').sort()).toEqual([
    'MALLOC_ARENA_MAX',
    'UV_THREADPOOL_SIZE',
  ])
  const bound = (name: string): string | undefined =>
    new RegExp(`^Max ${name} +(\\d+)`, 'm').exec(about('limits'))?.[1]
  expect(bound('file size')).toBe('0')
  expect(bound('core file size')).toBe('0')
  expect(bound('data size')).toBe(String(Math.floor(defaultLimits.thumbnailMemory / KB) * KB))
  expect(about('oom_score_adj').trim()).toBe('1000')
})

test('when the server is killed, the process that draws ends, also in the middle of a picture', async () => {
  // It takes seconds to draw.
  const picture = fileOf(blackPng(15_000, 15_000, 'bits'))
  const program = `
    import { readFileSync } from 'node:fs'
    import { createThumbnailer } from './server/src/adapters/thumbnailer/thumbnailer.ts'
    import { defaultLimits as limits } from './server/src/limits.ts'
    const clock = { now: () => 0, after: () => () => undefined }
    const thumbnailer = createThumbnailer({ clock, limits, log: { warn() {} } })
    await thumbnailer.prove()
    const picture = readFileSync(${JSON.stringify(picture)})
    const read = async function* () { yield picture; console.log('read') }
    setInterval(() => undefined, 1000)
    await thumbnailer.make({ mime: 'image/png', size: picture.length, read })`
  const words = ['--conditions=chairside-source', '--input-type=module', '--eval', program]
  const cwd = join(import.meta.dirname, '../../..')
  const server = spawn(process.execPath, words, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  atEnd(() => void server.kill('SIGKILL'))
  await once(server.stdout, 'data')
  const [drawing] = drawingProcesses(server.pid)
  if (drawing === undefined) throw new Error('nothing draws')
  server.kill('SIGKILL')
  await until('the process is gone', () => !isRunning(drawing))
})

function isRunning(pid: number): boolean {
  try {
    // Z: ended, and not yet fetched by whoever inherited it.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))
  } catch {
    return false
  }
}
