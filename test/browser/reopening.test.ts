import { MB } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { type Line, openLine } from '../world/line.ts'
import { eva } from '../world/people.ts'
import { allowed, grownPdf, pick } from '../world/samples.ts'
import { until } from '../world/until.ts'
import type { World } from '../world/world.ts'
import { drop, onDisk, openTab, type Person, picture, saves } from './browser.ts'
import { openRealWorld, patientAt, practitionerAt } from './visits.ts'

/*
 * A drop here is a real one, with a handle of a file on the disk. No program can answer the browser's file picker, so
 * the test replaces it: the picker gives a file that the test has put into the origin's private file system. That is a
 * real handle of a real file, which the browser keeps and opens again after a reload like any other. The page may
 * always read it, so a handle for which the browser would ask the person only claims so.
 */

/** Makes the picker give this file. */
async function givePicked({ page }: Person, file: File): Promise<void> {
  await page.route('**/picked-bytes', async (route) =>
    route.fulfill({ body: Buffer.from(await file.arrayBuffer()) }),
  )
  await page.evaluate(async (name) => {
    const folder = await navigator.storage.getDirectory()
    const handle = await folder.getFileHandle(name, { create: true })
    const writable = await handle.createWritable()
    await writable.write(await (await fetch('/picked-bytes')).blob())
    await writable.close()
    Object.defineProperty(navigator, 'webdriver', { value: false })
    const showOpenFilePicker = async (asked: object) => {
      Object.assign(window, { asked })
      return [handle]
    }
    Object.assign(window, { showOpenFilePicker })
  }, file.name)
}

/** Eva sends a file of 8 MB, chosen by the picker, over a line that lets only the first 3 MB through. */
async function sendHalf() {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { over: line.url })
  const patient = await patientAt(world, id)
  const scan = grownPdf(8 * MB, 'Schulteraufnahme Quintavalle.pdf')
  await practitioner.reads('No files yet')
  await givePicked(practitioner, scan)
  await practitioner.button('Select files to share').click()
  await practitioner.row(scan.name).waitFor()
  line.hold(3 * MB)
  await practitioner.button('Send files').click()
  await until('three of eight are there', async () => (await shareOf(practitioner, scan.name)) >= 30)
  return { world, line, id, practitioner, patient, scan }
}

async function visit() {
  const world = await openRealWorld()
  return [world, await world.appointment()] as const
}

const shareOf = async (person: Person, file: string): Promise<number> => {
  const bar = person.page.getByRole('progressbar', { name: file })
  return (await bar.count()) === 0 ? 0 : Number(await bar.getAttribute('aria-valuenow'))
}

const linkOf = async (world: World, id: string, line: Line): Promise<string> =>
  `${line.url}/demo/practitioner.html#token=${await world.token(id, eva.id)}`

/** Bytes that the system had taken from an old page, but not carried yet, are lost. */
function loseWhatIsOnTheLine(line: Line): void {
  line.cut()
  line.mend()
}

/** Reloads the page. The line breaks only once the page is there, because its script comes over the line too. */
async function reload(person: Person, line: Line, file: File): Promise<void> {
  await person.page.reload()
  await person.row(file.name).waitFor()
  loseWhatIsOnTheLine(line)
}

/**
 * The offsets of requests that go on. When a kept connection breaks, Chromium itself repeats the request from byte 0,
 * and the server refuses that by its head.
 */
const onward = ({ offsets }: Line): number[] => offsets.filter((offset) => offset > 0)

const arrives = async (practitioner: Person, patient: Person, file: File) => {
  await practitioner.row(file.name).getByText('Delivered').waitFor()
  const saved = await saves(patient, patient.button(`Download ${file.name}`))
  return saved.bytes.equals(Buffer.from(await file.arrayBuffer()))
}

/**
 * All that the browser stores for the origin, as text. A handle is written as {}: the browser knows the name of its
 * file, but a page cannot read it there, nor can this test.
 */
const kept = ({ page }: Person): Promise<string> =>
  page.evaluate(async () => {
    const databases = await indexedDB.databases()
    const records: unknown[] = []
    for (const { name = '' } of databases) {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name)
        opening.onsuccess = () => resolve(opening.result)
        opening.onerror = () => reject(opening.error)
      })
      for (const store of db.objectStoreNames) {
        const all = db.transaction(store).objectStore(store).getAll()
        records.push(
          ...(await new Promise<unknown[]>((resolve) => (all.onsuccess = () => resolve(all.result)))),
        )
      }
      db.close()
    }
    return JSON.stringify([records, { ...localStorage }])
  })

test('reloaded in the middle of a file that it has a handle of, the page goes on by itself from where it stood', async () => {
  const { line, practitioner, patient, scan } = await sendHalf()
  await until('it is kept', async () => (await kept(practitioner)) !== '[[],{}]')
  const record = await kept(practitioner)
  expect(record).toMatch(/"size":8388608,"fingerprint":"[0-9a-f]{64}"/)
  for (const name of ['Schulteraufnahme', eva.name]) expect(record).not.toContain(name)

  line.flow()
  line.hold(0)
  await reload(practitioner, line, scan)
  await until('it has begun again', () => line.offsets.length > 1)
  expect(line.offsets.at(-1)).toBeGreaterThan(2 * MB)
  line.flow()
  expect(await arrives(practitioner, patient, scan)).toBe(true)
  expect(line.uploaded).toBeLessThan(9 * MB)
  await until('nothing is kept any more', async () => (await kept(practitioner)) === '[[],{}]')
})

test('the picker is asked for the types of the file input, which stands in where the browser refuses it', async () => {
  const { page, ...person } = await practitionerAt(...(await visit()))
  await person.reads('No files yet')
  await givePicked({ page, ...person }, pick(allowed.pdf))
  const select = person.button(/^(Select files to share|Add more)$/)
  await select.click()
  await person.row(allowed.pdf).waitFor()
  const asked = await page.evaluate(() => 'asked' in window && window.asked)
  expect(asked).toMatchObject({
    multiple: true,
    types: [{ accept: { 'application/pdf': ['.pdf'], 'image/jpeg': ['.jpg', '.jpeg'] } }],
  })
  for (const name of ['SecurityError', 'AbortError']) {
    let opened = false
    page.once('filechooser', () => {
      opened = true
    })
    await page.evaluate((refusal) => {
      Object.assign(window, { showOpenFilePicker: () => Promise.reject(new DOMException('no', refusal)) })
    }, name)
    await select.click()
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
    // A person who has closed the picker does not want a file input to open.
    if (name === 'SecurityError') await until('the input opens', () => opened)
    else expect(opened).toBe(false)
  }
})

test('closed in the middle of a file and opened again in a new tab, the page goes on by itself', async () => {
  const { world, id, line, practitioner, patient, scan } = await sendHalf()
  await until('it is kept', async () => (await kept(practitioner)).includes('fingerprint'))
  const context = practitioner.page.context()
  await practitioner.page.close()
  loseWhatIsOnTheLine(line)
  line.flow()
  const again = await openTab(context, await linkOf(world, id, line))
  expect(await arrives(again, patient, scan)).toBe(true)
  expect(onward(line)).toEqual([expect.toSatisfy((offset: number) => offset > 2 * MB)])
})

test('a second tab follows and sends nothing, and goes on by itself when the first one is closed', async () => {
  const { world, id, line, practitioner, patient, scan } = await sendHalf()
  const second = await openTab(practitioner.page.context(), await linkOf(world, id, line))
  // The line holds long enough that both pages show it.
  await second.row(scan.name).getByText('Waiting for the connection').waitFor()
  expect(line.offsets).toEqual([0])

  await practitioner.page.close()
  loseWhatIsOnTheLine(line)
  line.flow()
  expect(await arrives(second, patient, scan)).toBe(true)
  // The second page may have gone on before the line broke, and again after that.
  expect(onward(line)).not.toEqual([])
  expect(Math.min(...onward(line))).toBeGreaterThan(2 * MB)
})

test('where the browser asks before a file is read again, one button goes on from where it stood', async () => {
  const { line, practitioner, patient, scan } = await sendHalf()
  await until('it is kept', async () => (await kept(practitioner)).includes('fingerprint'))
  await practitioner.page.addInitScript(() => {
    let said: PermissionState = 'prompt'
    Object.assign(FileSystemFileHandle.prototype, {
      queryPermission: async () => said,
      requestPermission: async () => {
        if (navigator.userActivation.isActive) said = 'granted'
        return said
      },
    })
  })
  await reload(practitioner, line, scan)
  line.flow()
  await practitioner
    .row(scan.name)
    .getByText(/^Your browser asks before it reads this file again · 3\d% sent$/)
    .waitFor()
  await picture(practitioner, 'line-reopen')
  expect(line.offsets).toEqual([0])
  await practitioner.button(`Go on with ${scan.name}`).click()
  expect(await arrives(practitioner, patient, scan)).toBe(true)
  expect(line.offsets.at(-1)).toBeGreaterThan(2 * MB)
})

test('a file that is taken back while the browser asks for it is let go of, whatever the answer', async () => {
  const { line, practitioner, patient, scan } = await sendHalf()
  await until('it is kept', async () => (await kept(practitioner)).includes('fingerprint'))
  const { page } = practitioner
  await page.addInitScript(() => {
    const said = Promise.withResolvers<PermissionState>()
    Object.assign(FileSystemFileHandle.prototype, {
      queryPermission: async () => 'prompt',
      requestPermission: () => {
        Object.assign(window, { allow: () => said.resolve('granted') })
        return said.promise
      },
    })
  })
  await reload(practitioner, line, scan)
  line.flow()
  await practitioner.button(`Go on with ${scan.name}`).click()
  const locks = () => page.evaluate(async () => (await navigator.locks.query()).held?.length)
  await until('the browser asks', () => page.evaluate(() => 'allow' in window))
  expect(await locks()).toBe(1)
  await practitioner.button(`Withdraw ${scan.name}`).click()
  await practitioner.row(scan.name).getByText('You withdrew this file').waitFor()
  await patient
    .row(scan.name)
    .getByText(/ withdrew this file$/)
    .waitFor()
  await page.evaluate(() => (window as unknown as { allow: () => void }).allow())
  await until('no tab holds it', async () => (await locks()) === 0)
  await until('nothing is kept any more', async () => (await kept(practitioner)) === '[[],{}]')
  expect(line.offsets).toEqual([0])
})

test('of a small file that has arrived before its handle is kept nothing stays in the browser', async () => {
  const practitioner = await practitionerAt(...(await visit()))
  const { page } = practitioner
  await practitioner.reads('No files yet')
  const note = pick(allowed.pdf, 'Kurzbrief Quintavalle.pdf')
  await givePicked(practitioner, note)
  await practitioner.button('Select files to share').click()
  await practitioner.row(note.name).waitFor()
  await page.evaluate(() => {
    const arrived = Promise.withResolvers<void>()
    const { getFile } = FileSystemFileHandle.prototype
    FileSystemFileHandle.prototype.getFile = async function () {
      await arrived.promise
      return getFile.call(this)
    }
    const { put } = IDBObjectStore.prototype
    IDBObjectStore.prototype.put = function (record) {
      Object.assign(window, { written: true })
      return put.call(this, record)
    }
    Object.assign(window, { go: arrived.resolve })
  })
  await practitioner.button('Send files').click()
  await practitioner.row(note.name).getByText('Ready for Anna').waitFor()
  await page.evaluate(() => (window as unknown as { go: () => void }).go())
  await until('the record is written', () => page.evaluate(() => 'written' in window))
  await until('nothing is kept any more', async () => (await kept(practitioner)) === '[[],{}]')
})

test('a drop that is not taken leaves no error behind in the page, also where its handles cannot be had', async () => {
  const patient = await patientAt(...(await visit()))
  await patient.reads('No files yet')
  await patient.page.evaluate(() => {
    const unhandled: string[] = []
    Object.assign(window, { unhandled })
    addEventListener('unhandledrejection', (event) => {
      unhandled.push(String(event.reason))
      event.preventDefault()
    })
    Object.assign(DataTransferItem.prototype, {
      getAsFileSystemHandle: () => {
        Object.assign(window, { refused: true })
        return Promise.reject(new DOMException('not this one', 'NotAllowedError'))
      },
    })
  })
  await drop(patient, patient.panel, await onDisk([pick(allowed.pdf)]))
  await until('the handle was asked for', () => patient.page.evaluate(() => 'refused' in window))
  expect(await patient.page.evaluate(() => 'unhandled' in window && window.unhandled)).toEqual([])
})

test('a file that was changed meanwhile is not sent: the page asks for the same one', async () => {
  const { line, practitioner, scan } = await sendHalf()
  await until('it is kept', async () => (await kept(practitioner)).includes('fingerprint'))
  await practitioner.page.addInitScript(() => {
    const { getFile } = FileSystemFileHandle.prototype
    FileSystemFileHandle.prototype.getFile = async function () {
      const file = await getFile.call(this)
      return new File([file], file.name, { lastModified: file.lastModified + 1000 })
    }
  })
  await reload(practitioner, line, scan)
  line.flow()
  await practitioner
    .row(scan.name)
    .getByText(/^Stopped at 3\d% · choose it again$/)
    .waitFor()
  expect(line.offsets).toEqual([0])
})

test('reloaded in the middle of a dropped file the page goes on by itself from where it stood', async () => {
  const world = await openRealWorld()
  const line = await openLine(world.url)
  const id = await world.appointment()
  const practitioner = await practitionerAt(world, id, { over: line.url })
  const patient = await patientAt(world, id)
  await practitioner.reads('No files yet')
  const scan = grownPdf(8 * MB, 'Fallengelassene Aufnahme.pdf')
  await drop(practitioner, practitioner.panel, await onDisk([scan]))
  await practitioner.row(scan.name).waitFor()
  line.hold(3 * MB)
  await practitioner.button('Send files').click()
  await until('three of eight are there', async () => (await shareOf(practitioner, scan.name)) >= 30)
  await until('it is kept', async () => (await kept(practitioner)).includes('fingerprint'))
  await reload(practitioner, line, scan)
  line.flow()
  expect(await arrives(practitioner, patient, scan)).toBe(true)
  // The page may have gone on before the line broke, and again after that.
  expect(Math.min(...onward(line))).toBeGreaterThan(2 * MB)
  expect(onward(line)).not.toEqual([])
})
