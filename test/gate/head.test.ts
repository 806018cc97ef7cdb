import { documentPolicy, materialPolicy, transferPolicy } from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import { gateHead } from '../../server/src/domain/gate/gate.ts'
import { allowed, bytesOf } from '../world/samples.ts'
import { answer, judge } from './judging.ts'

const padded = (start: string, size = 2000): Buffer => {
  const content = Buffer.alloc(size, 'x')
  content.write(start, 'latin1')
  return content
}

const foreign: Record<string, Buffer> = {
  '.exe': padded('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0'),
  '.elf': padded('\x7fELF\x02\x01\x01\0'),
  '.rtf': padded('{\\rtf1\\ansi'),
  '.mht': padded('MIME-Version: 1.0\r\n'),
  '.html': padded('<html><script>alert(1)</script>'),
  '.svg': padded('<svg xmlns="http://www.w3.org/2000/svg">'),
  '.gif': padded('GIF89a'),
  '.webp': padded('RIFF\0\0\x01\0WEBPVP8 '),
  '.heic': padded('\0\0\0\x18ftypheic\0\0\0\0mif1heic'),
}
const text = padded('plain')

describe('the first bytes', () => {
  test.each(Object.entries(foreign))('of a %s rule it out, after 24 of them', async (_, content) => {
    expect(gateHead(content.subarray(0, 24), transferPolicy)).toEqual({ code: 'TYPE_NOT_ALLOWED' })
    const { verdict, reads } = await judge(content)
    expect(verdict).toMatchObject({ state: 'refused', problem: { code: 'TYPE_NOT_ALLOWED' } })
    expect(reads).toBe(1)
  })

  test('of every allowed type rule nothing out', () => {
    for (const name of Object.values(allowed)) {
      expect(gateHead(bytesOf(name).subarray(0, 24), transferPolicy)).toBe(null)
    }
  })

  test('rule out what the policy does not take, and nothing where anything may be kept', () => {
    expect(gateHead(bytesOf(allowed.docx).subarray(0, 24), documentPolicy)).toEqual({
      code: 'TYPE_NOT_ALLOWED',
    })
    expect(gateHead(bytesOf(allowed.pdf).subarray(0, 24), documentPolicy)).toBe(null)
    expect(gateHead(Buffer.from('MZ'), materialPolicy)).toBe(null)
  })

  test('of a plain text rule it out after 1,029 of them, since they may stand before a PDF', async () => {
    expect(gateHead(text.subarray(0, 1028), transferPolicy)).toBe(null)
    expect(gateHead(text.subarray(0, 1029), transferPolicy)).toEqual({ code: 'TYPE_NOT_ALLOWED' })
    expect(await answer(text)).toBe('TYPE_NOT_ALLOWED')
    const tagged = Buffer.from('Dear <b>Eva</b>, here are the results')
    expect(gateHead(tagged, transferPolicy)).toEqual({ code: 'TYPE_NOT_ALLOWED' })
  })

  test('of an empty file are none', async () => {
    expect(await answer(Buffer.alloc(0))).toBe('EMPTY')
    expect(await answer(Buffer.alloc(1))).toBe('TYPE_NOT_ALLOWED')
  })

  test('of a program rule it out as material too, and those of other files do not', async () => {
    const terms = { policy: materialPolicy }
    const programs = ['.exe', '.elf']
    for (const [ending, content] of Object.entries({ ...foreign, '.txt': text })) {
      const expected = programs.includes(ending) ? 'TYPE_NOT_ALLOWED' : 'other'
      expect([ending, await answer(content, terms)]).toEqual([ending, expected])
    }
    for (const start of ['#!/bin/sh\n', '\xca\xfe\xba\xbe\0\0', '\xcf\xfa\xed\xfe', 'dex\n035\0']) {
      expect(await answer(padded(start), terms)).toBe('TYPE_NOT_ALLOWED')
    }
  })
})
