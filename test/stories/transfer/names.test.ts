import { expect, test } from 'vitest'
import { ask } from '../../world/http.ts'
import { bring, fileIn, type Party } from '../../world/party.ts'
import { anna, eva } from '../../world/people.ts'
import { allowed, bytesOf } from '../../world/samples.ts'
import { keepOddSecret } from '../../world/secrets.ts'
import { openWorld, type World } from '../../world/world.ts'

const pdf = bytesOf(allowed.pdf)

async function meet(): Promise<{ world: World; doctor: Party; patient: Party }> {
  const world = await openWorld()
  const id = await world.appointment()
  return { world, doctor: await bring(world, id, eva.id), patient: await bring(world, id, anna.id) }
}

/** Offers files under these names. Gives the names that the server stores. */
async function storedAs(doctor: Party, ...names: string[]): Promise<string[]> {
  const transfer = await doctor.offer(names.map((name) => ({ name, size: pdf.length })))
  return transfer.files.map((file) => file.name)
}

/** Sends a PDF under a name. Gives its id, and its name once it is ready. */
async function arrivedAs(doctor: Party, name: string): Promise<{ id: string; name: string }> {
  const transfer = await doctor.offer([{ name, size: pdf.length }])
  const { id } = fileIn(transfer)
  expect((await doctor.patch(id, pdf)).status).toBe(204)
  const file = fileIn(await doctor.see(transfer.id))
  expect(file.state).toBe('ready')
  keepOddSecret(file.name)
  return { id, name: file.name }
}

const unreal = 'Brzozowska'

test.each([
  ['row 50: a name that climbs folders keeps its last part', `../../etc/${unreal}.pdf`, `${unreal}.pdf`],
  ['row 51: a name with a drive keeps its last part', `C:\\x\\${unreal}.pdf`, `${unreal}.pdf`],
  ['row 52: a zero byte is dropped', `${unreal}\0plan.pdf`, `${unreal}plan.pdf`],
  ['row 53: a device name gets a mark', 'CON.pdf', 'CON_.pdf'],
  [
    'row 54: a name that is written backwards to hide its ending is shown as it is',
    `${unreal}\u202Efdp.pdf`,
    `${unreal}fdp.pdf`,
  ],
  ['row 56: a name of dots alone is called by its place', '.....', 'file-1'],
  [
    'row 57: a line break and a header in a name stay one line',
    `${unreal}\r\nSet-Cookie: a=b.pdf`,
    `${unreal}Set-Cookie_ a=b.pdf`,
  ],
  ['decomposed letters are composed', `Re\u0301sume\u0301-${unreal}.pdf`, `Résumé-${unreal}.pdf`],
  [
    'letters are composed also where something invisible stood between',
    `e\u200B\u0301-${unreal}.pdf`,
    `é-${unreal}.pdf`,
  ],
  [
    'half a character becomes the sign for one that is missing',
    `${unreal}-\uD83D.pdf`,
    `${unreal}-\uFFFD.pdf`,
  ],
  ['control characters are dropped', `\u0001${unreal}\u007F\u0085\t.pdf`, `${unreal}.pdf`],
  [
    'marks that are not seen are dropped',
    `\uFEFF${unreal}\u061C\u200E\u2066\u2069\uFFF9\u{E0041}.pdf`,
    `${unreal}.pdf`,
  ],
  [
    'what looks like nothing is dropped',
    `\u3164${unreal}\u115F\u2800\uFFA0\u00AD\u{E0020}.pdf`,
    `${unreal}.pdf`,
  ],
  ['a joiner that a script needs is kept', 'می\u200Cخواهم.pdf', 'می\u200Cخواهم.pdf'],
  [
    'a joiner at the end or beside a dot is dropped',
    '\u200Cمی\u200Cخواهم\u200C.pdf\u200D',
    'می\u200Cخواهم.pdf',
  ],
  ['a picture of several is kept', '👩\u200D⚕\uFE0F plan.pdf', '👩\u200D⚕\uFE0F plan.pdf'],
  ['signs that file systems reserve are replaced', `<${unreal}>:"|?*%.pdf`, `_${unreal}_______.pdf`],
  ['a run of spaces becomes one', `${unreal}  \u00A0 plan.pdf`, `${unreal} plan.pdf`],
  ['dots, dashes and spaces at the beginning go', ` .- -${unreal}.pdf`, `${unreal}.pdf`],
  ['dots and spaces before the ending and at the end go', `${unreal} ..pdf. .`, `${unreal}.pdf`],
  [
    'the device may be in any case and have more behind its first dot',
    `lpt¹.${unreal}.pdf`,
    `lpt¹_.${unreal}.pdf`,
  ],
  ['a device with a space before its ending is one, too', 'aux .pdf', 'aux_.pdf'],
])('%s', async (_, name, stored) => {
  const { doctor } = await meet()
  expect(await storedAs(doctor, name)).toEqual([stored])
})

test('row 54: a program that hides behind letters written backwards is refused', async () => {
  const { doctor } = await meet()
  const said = await doctor.tryOffer([{ name: `${unreal}\u202Efdp.exe`, size: pdf.length }])
  expect(said.status).toBe(415)
  expect(said.error).toMatchObject({ code: 'EXTENSION_NOT_ALLOWED', extension: 'exe' })
})

test('row 55: a name of 1,024 characters is cut to 200 bytes and keeps its ending, a longer one is refused', async () => {
  const { doctor } = await meet()
  const long = (characters: number): string => `${'Ž'.repeat(characters - 4)}.pdf`
  const [stored = ''] = await storedAs(doctor, long(1024))
  expect(Buffer.byteLength(stored)).toBe(200)
  expect(/^Ž{98}\.pdf$/.test(stored)).toBe(true)
  const said = await doctor.tryOffer([{ name: long(1025), size: 10 }])
  expect(said.error?.code).toBe('BAD_REQUEST')
  expect(said.error?.message.includes('Ž')).toBe(false)
})

test('row 56: a name without a character is refused', async () => {
  const { doctor } = await meet()
  for (const name of ['', '   ']) {
    const said = await doctor.tryOffer([{ name, size: 10 }])
    expect([said.status, said.error?.code]).toEqual([400, 'FILENAME_INVALID'])
  }
})

test('row 57: a name with a line break and a header splits no header of the download', async () => {
  const { doctor, patient } = await meet()
  const { id, name } = await arrivedAs(doctor, `${unreal}\r\nSet-Cookie: a=b\r\n\r\n<html>.pdf`)
  const said = await ask(await patient.ticket(id), 'GET')
  expect(said.status).toBe(200)
  expect(said.headers['set-cookie']).toBeUndefined()
  expect(said.headers['content-disposition']?.includes(name)).toBe(true)
  expect(said.body.equals(pdf)).toBe(true)
})

test('rows 50 to 57: what is stored lies under a random name in the objects folder and nowhere else', async () => {
  const { world, doctor } = await meet()
  for (const name of [`../../${unreal}.pdf`, `..\\..\\${unreal}.pdf`, `%2e%2e%2f${unreal}.pdf`]) {
    await arrivedAs(doctor, name)
  }
  expect(await world.stored()).toEqual([pdf.length, pdf.length, pdf.length])
})

test.each([
  [`Kĺb-${unreal}-ß.pdf`, `Klb-${unreal}-ss.pdf`],
  [`résumé ${unreal}.pdf`, `"resume ${unreal}.pdf"`],
  [`Łódź’s-${unreal}…Ø.pdf`, `Lodz's-${unreal}...O.pdf`],
  [`👩\u200D⚕\uFE0F ${unreal}.pdf`, `${unreal}.pdf`],
  [`${unreal}-膝.pdf`, 'file-1.pdf'],
  ['می\u200Cخواهم.pdf', 'file-1.pdf'],
  ['👩\u200D⚕\uFE0F.pdf', 'file-1.pdf'],
  [`℀${unreal}.pdf`, `a_c${unreal}.pdf`],
])(
  'rows 50 to 57: the address of a download holds no name, and its header has a plain and an exact one (name %#)',
  async (name, plain) => {
    const { doctor, patient } = await meet()
    const stored = await arrivedAs(doctor, name)
    const url = await patient.ticket(stored.id)
    expect(url.includes(unreal)).toBe(false)
    const { headers } = await ask(url, 'GET')
    const exact = encodeURIComponent(stored.name).replace(
      /['()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16)}`,
    )
    const said = headers['content-disposition'] ?? ''
    expect(said === `attachment; filename=${plain}; filename*=UTF-8''${exact}`).toBe(true)
  },
)

test('an ending that is not the content’s is replaced, a rare one becomes the usual one, a missing one is added', async () => {
  const { doctor } = await meet()
  expect((await arrivedAs(doctor, `${unreal}-A.docx`)).name).toBe(`${unreal}-A.pdf`)
  expect((await arrivedAs(doctor, `${unreal}-B`)).name).toBe(`${unreal}-B.pdf`)
  expect((await arrivedAs(doctor, `${unreal}-C.PDF`)).name).toBe(`${unreal}-C.pdf`)
  expect((await arrivedAs(doctor, '...')).name).toBe('file-1.pdf')
  const jpeg = bytesOf(allowed.jpeg)
  const transfer = await doctor.offer([{ name: `${unreal}-D.jfif`, size: jpeg.length }])
  await doctor.patch(fileIn(transfer).id, jpeg)
  expect(fileIn(await doctor.see(transfer.id)).name === `${unreal}-D.jpg`).toBe(true)
})

test('names of one transfer are told apart whatever their case, also when the content brings them together', async () => {
  const { doctor } = await meet()
  const names = [`${unreal}.pdf`, `${unreal.toUpperCase()}.PDF`, `${unreal}.docx`]
  const transfer = await doctor.offer(names.map((name) => ({ name, size: pdf.length })))
  const stored = transfer.files.map((file) => file.name)
  expect(stored).toEqual([`${unreal}.pdf`, `${unreal.toUpperCase()} (2).pdf`, `${unreal}.docx`])
  for (const file of transfer.files) await doctor.patch(file.id, pdf)
  const seen = (await doctor.see(transfer.id)).files.map((file) => file.name)
  keepOddSecret(...seen)
  expect(seen).toEqual([`${unreal}.pdf`, `${unreal.toUpperCase()} (2).pdf`, `${unreal} (3).pdf`])
})
