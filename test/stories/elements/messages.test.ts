import { errorCodes, type FileState, foundReasons, type TransferFile } from '@chairside/protocol'
import { describe, expect, it } from 'vitest'
import { type Facts, type Reader, rowText } from '../../../client/src/elements/file/row-text.ts'
import { callName, initials } from '../../../client/src/messages/call-name.ts'
import { fetchLanguage, spokenLanguages } from '../../../client/src/messages/languages.ts'
import { explain, shortReason } from '../../../client/src/messages/problem.ts'
import { wordsOf } from '../../../client/src/messages/words.ts'

await Promise.all(spokenLanguages.map((lang) => fetchLanguage(lang, ['live', 'documents'])))

describe('a sentence', () => {
  it('chooses its form by number', () => {
    const [english, slovak] = [wordsOf('en'), wordsOf('sk-SK')]
    expect([1, 2].map((count) => english.say('newFiles', { count }))).toEqual(['1 new file', '2 new files'])
    expect([1, 3, 5, 1.5].map((count) => slovak.say('newFiles', { count }))).toEqual([
      '1 nový súbor',
      '3 nové súbory',
      '5 nových súborov',
      '1,5 nového súboru',
    ])
  })
})

describe('sizes, shares and times', () => {
  it('are written as the language writes them', () => {
    const [english, slovak] = [wordsOf('en'), wordsOf('sk')]
    expect([500, 1000, 250 * 1024, 4.2 * 1024 ** 2].map((bytes) => english.size(bytes))).toEqual([
      '500\u00A0B',
      '1000\u00A0B',
      '250\u00A0KB',
      '4.2\u00A0MB',
    ])
    expect(slovak.size(4.2 * 1024 ** 2)).toBe('4,2\u00A0MB')
    expect([english.percent(0.42), slovak.percent(0.42)]).toEqual(['42%', '42\u00A0%'])
  })

  it('never round a share up to the whole', () => {
    expect(wordsOf('en').percent(0.999)).toBe('99%')
  })

  it('say a day as people do', () => {
    const now = new Date(2026, 10, 20, 14, 30).getTime()
    const at = (days: number) => new Date(2026, 10, 20 + days, 14, 30)
    expect([0, 1, 3, 9].map((days) => wordsOf('en').moment(at(days), now))).toEqual([
      'today, 14:30',
      'tomorrow, 14:30',
      'Monday, 14:30',
      '29 November, 14:30',
    ])
    expect(wordsOf('sk').moment(at(1), now)).toBe('zajtra 14:30')
  })

  it('fall back to English where a language has no table', () => {
    expect(wordsOf('xx').say('download')).toBe('Download')
    expect(wordsOf('not a language').lang).toBe('en')
  })
})

describe('how people are called', () => {
  it('is by first name for a patient, by title and surname for a practitioner', () => {
    expect(callName('Anna Nováková', 'patient')).toBe('Anna')
    expect(callName('Dr. Eva Horváthová', 'practitioner')).toBe('Dr.\u00A0Horváthová')
    expect(callName('MUDr. Eva Horváthová, PhD.', 'practitioner')).toBe('MUDr.\u00A0Horváthová')
    expect(callName('Eva Horváthová', 'practitioner')).toBe('Eva Horváthová')
    expect(initials('Dr. Eva Horváthová')).toBe('EH')
  })
})

describe('what went wrong', () => {
  const details = { limit: 104_857_600, actual: 134_217_728, extension: 'mp4', retryAfter: 3 }

  it('is said for every code in every language, with nothing left to fill in', () => {
    for (const lang of spokenLanguages) {
      for (const code of errorCodes) {
        const said = explain(
          wordsOf(lang),
          { code, ...details },
          { file: 'plan.pdf', otherName: 'Dr. Horváthová' },
        )
        expect(said, code).toMatch(/^[\p{Lu}\p{Lo}].*[.]$/u)
        expect(said, code).not.toMatch(/[{}]|undefined|NaN/)
        expect(shortReason(wordsOf(lang), code)).not.toBe('')
      }
    }
  })

  it.each(spokenLanguages.filter((lang) => lang !== 'en'))('is not English in %s', (lang) => {
    for (const code of errorCodes) {
      const problem = { code, ...details }
      expect(explain(wordsOf(lang), problem), code).not.toBe(explain(wordsOf('en'), problem))
    }
  })

  it('tells what the name promised, the limit and the actual, and whom to wait for', () => {
    const words = wordsOf('en')
    expect(explain(words, { code: 'TYPE_NOT_ALLOWED' }, { file: 'invoice.pdf' })).toBe(
      'The name says PDF, the content does not. Save it as PDF again and send that.',
    )
    expect(explain(words, { code: 'POLYGLOT_ZIP' }, { file: 'rash.jpg' })).toBe(
      'The name says JPG, but the file is a ZIP archive as well. Save it as JPG again and send that.',
    )
    expect(explain(words, { code: 'FILE_TOO_LARGE', limit: 104_857_600, actual: 134_217_728 })).toBe(
      'This file has 128 MB; 100 MB is the limit. Choose a smaller file.',
    )
    expect(explain(words, { code: 'NOT_ASKED' }, { otherName: 'Dr. Horváthová' })).toBe(
      'You can send files when Dr. Horváthová asks for them.',
    )
  })
})

describe('a content of another type', () => {
  const said = (lang: string, file: string, extension?: string) =>
    explain(
      wordsOf(lang),
      { code: 'TYPE_NOT_ALLOWED', ...(extension !== undefined && { extension }) },
      { file },
    )
  const allowed = 'Send a PDF, JPG, PNG, Word, PowerPoint or Excel file.'
  const allowedSk = 'Pošlite PDF, JPG, PNG alebo súbor Word, PowerPoint či Excel.'

  it.each([
    [
      'x.jpg',
      '.gif',
      `The name says JPG, the content is a GIF picture. ${allowed}`,
      `Podľa názvu je to JPG, podľa obsahu obrázok GIF. ${allowedSk}`,
    ],
    [
      'x.pdf',
      '.qqq',
      `The name says PDF, the content is a .qqq file. ${allowed}`,
      `Podľa názvu je to PDF, podľa obsahu súbor .qqq. ${allowedSk}`,
    ],
    [
      'x.doc',
      '.xls',
      'The name says DOC, the content is an old Excel file (.xls). Save it as .xlsx and send that.',
      'Podľa názvu je to DOC, podľa obsahu starý súbor Excel (.xls). Uložte ho ako .xlsx a pošlite ten.',
    ],
    [
      'x.docx',
      '.docm',
      'The name says DOCX, the content is a .docm file. Save it as .docx and send that.',
      'Podľa názvu je to DOCX, podľa obsahu súbor .docm. Uložte ho ako .docx a pošlite ten.',
    ],
    [
      'x.pdf',
      '.docx',
      'The name says PDF, the content is a Word file. Save it as PDF and send that.',
      'Podľa názvu je to PDF, podľa obsahu súbor Word. Uložte ho ako PDF a pošlite ten.',
    ],
    [
      'x.png',
      '.png',
      'The name says PNG, the content does not. Save it as PNG again and send that.',
      'Podľa názvu je to PNG, podľa obsahu nie. Uložte ho znova ako PNG a pošlite ten.',
    ],
    [
      'x',
      '.mp4',
      `This is MP4 video, which is not accepted here. ${allowed}`,
      `Toto je video MP4. Taký súbor sem nepatrí. ${allowedSk}`,
    ],
    [
      'x',
      undefined,
      `This file is of no type that is accepted here. ${allowed}`,
      `Tento typ súboru sem nepatrí. ${allowedSk}`,
    ],
  ])('%s that is %s: what it is, and what to do', (file, extension, english, slovak) => {
    expect(said('en', file, extension)).toBe(english)
    expect(said('sk', file, extension)).toBe(slovak)
  })

  it('has its sentence by the extension alone if that is known', () => {
    const ending = (lang: string, extension: string) =>
      explain(wordsOf(lang), { code: 'EXTENSION_NOT_ALLOWED', extension })
    expect(ending('en', 'docm')).toBe('A .docm file is not accepted here. Save it as .docx and send that.')
    expect(ending('sk', 'docm')).toBe('Súbory .docm sem nepatria. Uložte ho ako .docx a pošlite ten.')
  })

  it('says in Slovak what was found wrong, for everything that can be found', () => {
    const words = wordsOf('sk')
    for (const found of foundReasons) {
      const said = explain(words, { code: 'BAD_REQUEST', found, field: '/endsAt', limit: 4 })
      expect(said, found).toMatch(/^Tento príkaz sa nedá prečítať: [^{}]+\. Opravte ho a pošlite znova\.$/)
    }
    expect(explain(words, { code: 'CONFLICT', state: 'answering' })).toContain(': práve sa na to odpovedá.')
    const crowded = explain(words, { code: 'BODY_TOO_LARGE', found: 'many-fields', limit: 10 })
    expect(crowded).toContain('má viac než 10 polí')
  })

  it('says in Slovak which side speaks the older version', () => {
    const [older, newer] = [
      { version: 5, oldest: 5 },
      { version: 8, oldest: 7 },
    ]
    const said = (update: 'app' | 'server') => {
      const [server, client] = update === 'app' ? [newer, older] : [older, newer]
      return explain(wordsOf('sk'), { code: 'UNSUPPORTED_VERSION', update, server, client })
    }
    expect(said('app')).toMatch(/\(5\).*\(8\)\. Aktualizujte aplikáciu\.$/)
    expect(said('server')).toMatch(/\(5\).*\(8\)\. Aktualizujte server\.$/)
  })

  it('leaves nothing to fill in without a name', () => {
    for (const lang of spokenLanguages) expect(said(lang, '')).not.toMatch(/[{}()]|undefined/)
  })

  it('tells megapixels as people do', () => {
    const problem = { code: 'IMAGE_TOO_MANY_PIXELS', limit: 268_402_689, actual: 400_000_000 } as const
    expect(explain(wordsOf('sk'), problem)).toContain('400 megapixelov; najviac ich môže mať 268.')
  })
})

describe('the words of a file', () => {
  const about = { id: '1', name: 'insurance-card.jpg', size: 962_560 }
  const content = { type: 'jpeg' as const, flags: [], readyAt: '2026-11-20T13:00:00Z' }
  const at = new Date(2026, 10, 20, 14, 3).toISOString()

  const states: Record<FileState, TransferFile[]> = {
    offered: [{ ...about, state: 'offered' }],
    receiving: [
      { ...about, state: 'receiving', bytes: 404_480 },
      { ...about, state: 'receiving', bytes: 404_480, paused: 'sender' },
      { ...about, state: 'receiving', bytes: 404_480, paused: 'line' },
    ],
    checking: [
      { ...about, state: 'checking' },
      { ...about, state: 'checking', waiting: true },
      { ...about, state: 'checking', undecided: 'locked' },
    ],
    ready: [
      { ...about, state: 'ready', ...content },
      { ...about, state: 'ready', ...content, promptedAt: at },
      { ...about, state: 'ready', ...content, flags: ['encrypted'] },
      { ...about, state: 'ready', ...content, flags: ['macros'] },
      { ...about, state: 'ready', ...content, flags: ['encrypted', 'macros', 'location'] },
    ],
    downloaded: [
      { ...about, state: 'downloaded', ...content, downloadedAt: at },
      {
        ...about,
        state: 'downloaded',
        ...content,
        flags: ['encrypted', 'macros', 'location'],
        downloadedAt: at,
      },
    ],
    rejected: [
      { ...about, state: 'rejected', code: 'TYPE_NOT_ALLOWED', details: {}, rejectedAt: at },
      { ...about, state: 'rejected', code: 'INFECTED', details: {}, rejectedAt: at },
    ],
    withdrawn: [{ ...about, state: 'withdrawn', withdrawnAt: at }],
    expired: [{ ...about, state: 'expired', expiredAt: at }],
  }

  const factsOf = (status: TransferFile, mine: boolean, more: Partial<Facts> = {}): Facts => ({
    name: status.name,
    size: status.size,
    bytes: status.state === 'receiving' ? status.bytes : 0,
    status,
    mine,
    paused: status.state === 'receiving' ? status.paused : undefined,
    source: 'here',
    lineDown: false,
    there: true,
    kept: true,
    ...more,
  })

  const readerOf = (lang: string): Reader => ({
    words: wordsOf(lang),
    otherName: 'Anna',
    role: 'practitioner',
    retentionHours: 24,
    open: true,
    sends: true,
  })

  const textOf = (status: TransferFile, mine: boolean, more: Partial<Facts> = {}): string =>
    rowText(factsOf(status, mine, more), readerOf('en')).text

  it('say that a file was withdrawn because its receiver is gone, and do not offer to send it again', () => {
    const [gone] = states.withdrawn
    if (gone === undefined) throw new Error('there is a withdrawn file')
    const row = rowText(factsOf(gone, true, { there: false }), readerOf('en'))
    expect(row.text).toBe('Withdrawn · Anna is not here any more')
    expect(row.actions).toEqual([])
    expect(rowText(factsOf(gone, true), readerOf('en')).actions).toEqual(['send-again'])
  })

  it('say of a file that expired before it arrived that it was not kept at all', () => {
    const [expired] = states.expired
    if (expired === undefined) throw new Error('there is an expired file')
    const textUntil = (days: number) =>
      textOf(expired, false, { filesUntil: new Date(2026, 10, 20 + days, 14, 3) })
    expect(textUntil(1)).toBe('Did not arrive in time')
    expect(textUntil(0)).toBe('Expired · kept until 24 hours after the appointment')
  })

  it('lead the practitioner to the decision about a file about which the check could not', () => {
    const status = { ...about, state: 'checking', undecided: 'locked' } as const
    const actionsOf = (mine: boolean) => rowText(factsOf(status, mine), readerOf('en')).actions
    expect([actionsOf(true), actionsOf(false)]).toEqual([['decide', 'withdraw'], ['decide']])
  })

  it('say to the patient who decides about a file about which the check could not', () => {
    const status = { ...about, state: 'checking', undecided: 'locked' } as const
    for (const mine of [true, false]) {
      const row = rowText(factsOf(status, mine), {
        ...readerOf('en'),
        role: 'patient',
        otherName: 'Dr. Horváthová',
      })
      expect([row.text, row.actions]).toEqual(['Dr. Horváthová decides about it', mine ? ['withdraw'] : []])
      expect(row.note).toContain('Nobody can open it before Dr. Horváthová has decided.')
    }
  })

  it('exist for every state, on both sides, in every language', () => {
    for (const lang of spokenLanguages) {
      for (const status of Object.values(states).flat()) {
        for (const mine of [true, false]) {
          const line = rowText(factsOf(status, mine), readerOf(lang))
          const said = [line.text, line.note ?? 'x', line.bar?.heard ?? 'x'].join('|')
          expect(said, JSON.stringify({ lang, mine, state: status.state })).not.toMatch(
            /[{}]|undefined|^\||NaN/,
          )
        }
      }
    }
  })

  it('are the sender’s', () => {
    const [receiving, paused, waiting] = states.receiving
    const [ready, prompted] = states.ready
    const said = [
      states.offered[0],
      receiving,
      paused,
      waiting,
      ...states.checking,
      ready,
      prompted,
      states.downloaded[0],
    ]
    expect(said.map((status) => status && textOf(status, true))).toEqual([
      'Waiting to start · 940\u00A0KB',
      'Sending · 42% of 940\u00A0KB',
      'Paused at 42%',
      'Waiting for the connection · 42%',
      'Checking the file',
      'Waiting for the virus check',
      'Waiting for your decision',
      'Ready for Anna',
      'Delivered',
      'Sent to Anna’s device at 14:03',
    ])
    if (!receiving) throw new Error('a file on its way is missing')
    expect(textOf(receiving, true, { resumedFrom: 386_000 })).toBe('Sending on from 40%')
    expect(textOf(receiving, true, { lineDown: true })).toBe('Waiting for the connection · 42%')
    expect(textOf(receiving, true, { source: 'missing' })).toBe('Stopped at 42% · choose it again')
    expect(textOf(receiving, true, { source: 'closed' })).toBe(
      'Your browser asks before it reads this file again · 42% sent',
    )
    expect(textOf(receiving, true, { holdup: { code: 'STORAGE_FULL' } })).toBe('Waiting · 42%')
    expect(textOf(receiving, true, { problem: { code: 'STORAGE_UNAVAILABLE' } })).toBe('Stopped at 42%')
  })

  it('are the receiver’s', () => {
    const said = [
      states.offered,
      states.receiving,
      states.checking,
      states.ready,
      states.downloaded,
      states.withdrawn,
    ]
    expect(said.flat().map((status) => textOf(status, false))).toEqual([
      'Arrives next · 940\u00A0KB',
      'Arriving · 42% of 940\u00A0KB',
      'Anna paused it · 42%',
      'Paused · waiting for Anna',
      'Checking the file',
      'Waiting for the virus check',
      'Waiting for your decision',
      '940\u00A0KB · New',
      '940\u00A0KB · New',
      '940\u00A0KB · needs its own password',
      '940\u00A0KB · contains macros',
      '940\u00A0KB · needs its own password',
      'Sent to your device at 14:03',
      'Sent to your device at 14:03',
      'Anna withdrew this file',
    ])
    const about = { id: 'f-1', name: 'scan.pdf', size: 940_000, missing: true } as const
    for (const status of [
      { ...about, state: 'offered' },
      { ...about, state: 'receiving', bytes: 404_480, paused: 'line' },
    ] as const)
      expect(textOf(status, false)).toBe('Paused. Anna needs to choose it again')
    expect(states.rejected.map((status) => textOf(status, false))).toEqual([
      'Anna’s file was refused: did not pass the check',
      'Anna’s file was refused: harmful, deleted',
    ])
  })

  it('name what is special about a content, once: everything to its sender, the place to nobody else', () => {
    const flagsOf = (status: TransferFile, mine: boolean) =>
      rowText(factsOf(status, mine), readerOf('en')).flags
    const flagged = (file: TransferFile) => 'flags' in file && file.flags.length > 0
    const ready = states.ready.filter(flagged)
    expect(ready.map((status) => flagsOf(status, true))).toEqual([
      ['encrypted'],
      ['macros'],
      ['encrypted', 'macros', 'location'],
    ])
    expect(ready.map((status) => flagsOf(status, false))).toEqual([[], [], ['macros']])
    const downloaded = states.downloaded.filter(flagged)
    expect(downloaded.map((status) => flagsOf(status, true))).toEqual([['encrypted', 'macros', 'location']])
    expect(downloaded.map((status) => flagsOf(status, false))).toEqual([['encrypted', 'macros']])
  })

  it('never say 100% before the check', () => {
    const status = { ...about, state: 'receiving' as const, bytes: about.size }
    expect(textOf(status, true)).toBe('Sending · 99% of 940\u00A0KB')
  })
})
