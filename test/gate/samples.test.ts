import { documentPolicy, materialPolicy } from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import { allowed, bytesOf } from '../world/samples.ts'
import { answer, judge } from './judging.ts'

describe('the samples', () => {
  test.each(Object.entries(allowed))(
    '%s is accepted as what it is, after at most three reads',
    async (type, name) => {
      const { verdict, reads } = await judge(bytesOf(name))
      expect(verdict).toMatchObject({ state: 'accepted', type, flags: [] })
      expect(reads).toBeLessThanOrEqual(3)
    },
  )

  test('a photo with a position is accepted and says so', async () => {
    const { verdict } = await judge(bytesOf('rash-photo-gps.jpg'))
    expect(verdict).toMatchObject({ state: 'accepted', type: 'jpeg', flags: ['location'] })
  })

  test.each([
    ['animation.gif', 'gif'],
    ['old-lab-results.xls', 'xls'],
    ['page.html', undefined],
    ['note.txt', undefined],
    ['script.svg', undefined],
  ])(
    'sample %# is refused, and the refusal says what it looks like where that is known',
    async (name, extension) => {
      const { verdict } = await judge(bytesOf(name))
      expect(verdict).toMatchObject({ state: 'refused', problem: { code: 'TYPE_NOT_ALLOWED' } })
      if (verdict.state === 'refused') expect(verdict.problem.extension).toBe(extension)
    },
  )

  test('macros in an old presentation are found in its records, told, and refused from patients', async () => {
    const slides = bytesOf(allowed.ppt)
    const info = slides.indexOf(Buffer.from('1f00ff0314000000020000040c000000', 'hex'))
    expect(info).toBeGreaterThan(0)
    slides.writeUInt32LE(1, info + 20)
    const { verdict } = await judge(slides)
    expect(verdict).toMatchObject({ state: 'accepted', type: 'ppt', flags: ['macros'] })
    expect((await judge(slides, { from: 'patient' })).verdict).toMatchObject({
      state: 'refused',
      type: 'ppt',
      problem: { code: 'MACRO_PART' },
    })
  })

  test('a document must be a PDF of at most 10 MB', async () => {
    const terms = { policy: documentPolicy }
    expect(await answer(bytesOf(allowed.pdf), terms)).toBe('pdf')
    const { verdict } = await judge(bytesOf(allowed.docx), terms)
    expect(verdict).toMatchObject({
      state: 'refused',
      type: 'docx',
      problem: { code: 'TYPE_NOT_ALLOWED', extension: 'docx' },
    })
    const large = Buffer.concat([bytesOf(allowed.pdf), Buffer.alloc(20 * 1024 * 1024)])
    expect(await answer(large, terms)).toBe('FILE_TOO_LARGE')
  })

  test('material of any type is kept, and only pictures, sound and film are shown in place', async () => {
    const terms = { policy: materialPolicy }
    const seen = async (name: string) => (await judge(bytesOf(name), terms)).verdict
    const plain = 'application/octet-stream'
    expect(await seen(allowed.png)).toMatchObject({ type: 'png', mime: 'image/png', inline: true })
    expect(await seen(allowed.pdf)).toMatchObject({ type: 'pdf', mime: 'application/pdf', inline: false })
    expect(await seen('animation.gif')).toMatchObject({ type: 'other', mime: 'image/gif', inline: true })
    expect(await seen('script.svg')).toMatchObject({ type: 'other', mime: plain, inline: false })
    expect(await seen('page.html')).toMatchObject({ type: 'other', mime: plain, inline: false })
    expect(await seen('old-lab-results.xls')).toMatchObject({ type: 'other', mime: plain, inline: false })
  })
})
