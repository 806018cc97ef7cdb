import { randomUUID } from 'node:crypto'
import { ChairsideError } from '@chairside/protocol'
import { describe, expect, test } from 'vitest'
import type { Action, Locked, Stream } from '../../server/src/domain/bytes/owner.ts'
import { insertObject } from '../../server/src/records/object.ts'
import { changeUpload, findUpload } from '../../server/src/records/upload.ts'
import { ask, begin, read } from '../world/http.ts'
import { type Footing, type Owned, type Owning, openOwning, tokenOf } from '../world/owning.ts'
import { tus } from '../world/party.ts'
import { allowed, bytesOf } from '../world/samples.ts'
import { atEnd, until } from '../world/until.ts'

const pdf = bytesOf(allowed.pdf)
const program = Buffer.concat([
  Buffer.from('7f454c4602010100000000000000000002003e0001000000', 'hex'),
  Buffer.alloc(4000),
])
const found = { type: 'pdf', sha256: '0'.repeat(64) } as const

/** Every step of the seam, with the stages from which it is allowed. */
const steps: readonly { readonly step: keyof Omit<Locked, 'stage'>; readonly from: readonly string[] }[] = [
  { step: 'begun', from: ['arriving'] },
  { step: 'dropped', from: ['arriving'] },
  { step: 'received', from: ['arriving'] },
  { step: 'postponed', from: ['checking'] },
  { step: 'doubted', from: ['checking'] },
  { step: 'ready', from: ['checking'] },
  { step: 'rejected', from: ['arriving', 'checking'] },
]

/** What every owner of bytes promises, tested on the owner itself and through the server's path of bytes. */
export function ownerContract(name: string, make: (footing: Footing) => Promise<Owned>): void {
  const open = async () => {
    const owning = await openOwning(make)
    const { ground, owner, sender, reader, stranger, url } = owning
    const act = (id: string, work: (locked: Locked) => Promise<void>): Promise<void> =>
      ground.commit(async (tx, change) => {
        const locked = await owner.lock(tx, change, id)
        if (locked === undefined) throw new ChairsideError('NOT_FOUND')
        await work(locked)
      })
    const stageFor = async (who: Owning['sender'], id: string, action: Action): Promise<string> => {
      try {
        return (await owner.find(ground.records.db, who, id, action)).stage.at
      } catch (error) {
        return error instanceof ChairsideError ? error.code : String(error)
      }
    }
    /** Brings a content that was just announced to `stage`. Gives its id. */
    const bring = async (id: string, stage: string): Promise<string> => {
      await act(id, (locked) => locked.begun())
      // The check writes the object's row. What tells people about a content may read that row.
      const key = randomUUID()
      await insertObject(ground.records.db, {
        key,
        upload: id,
        size: 10,
        crc32: 0,
        mime: null,
        flags: [],
        at: 0,
        ...found,
      })
      await changeUpload(ground.records.db, id, { object: key })
      if (stage === 'gone') await act(id, (locked) => locked.rejected({ code: 'TYPE_NOT_ALLOWED' }))
      if (stage === 'checking' || stage === 'ready') await act(id, (locked) => locked.received())
      if (stage === 'ready') await act(id, (locked) => locked.ready(found))
      return id
    }
    const path = (id: string): string => `${url}/v1/files/${id}/upload`
    const patch = (id: string, body: Buffer, at = 0, who = sender) =>
      ask(path(id), 'PATCH', { token: tokenOf(who), headers: tus(at), body })
    const head = (id: string, who = sender) =>
      ask(path(id), 'HEAD', { token: tokenOf(who), headers: { 'tus-resumable': '1.0.0' } })
    const ticket = async (id: string, who = reader, use: 'download' | 'view' = 'download') =>
      (await owning.bytes.downloads.ticket({ who, owner: owning.kind, id, use }, '192.0.2.7')).url
    return { ...owning, act, stageFor, bring, patch, head, ticket, people: [sender, reader, stranger] }
  }

  describe(`the owner of ${name}`, () => {
    test('lets its sender send and fetch, its reader fetch, and says of it to others that it is not there', async () => {
      const { announce, stageFor, owner, ground, sender, reader, stranger } = await open()
      const id = await announce('letter.pdf', 10)
      const seen = async (who: typeof sender) => [
        await stageFor(who, id, 'send'),
        await stageFor(who, id, 'fetch'),
      ]
      expect(await seen(sender)).toEqual(['arriving', 'arriving'])
      expect(await seen(reader)).toEqual(['NOT_FOUND', 'arriving'])
      expect(await seen(stranger)).toEqual(['NOT_FOUND', 'NOT_FOUND'])
      expect(await stageFor(sender, randomUUID(), 'send')).toBe('NOT_FOUND')
      expect((await owner.find(ground.records.db, reader, id, 'fetch')).name).toBe('letter.pdf')
    })

    test('goes from stage to stage, the same for who asks and for who locks, and takes no step out of order', async () => {
      const { announce, act, bring, stageFor, sender } = await open()
      for (const stage of ['arriving', 'checking', 'ready', 'gone']) {
        for (const { step, from } of steps) {
          const id = await bring(await announce('a.pdf', 10), stage)
          expect(await stageFor(sender, id, 'send')).toBe(stage)
          let locked = ''
          const taking = act(id, async (one) => {
            locked = one.stage.at
            if (step === 'ready') await one.ready(found)
            else if (step === 'rejected') await one.rejected({ code: 'TYPE_NOT_ALLOWED' })
            else await one[step]()
          })
          if (from.includes(stage)) await taking
          else await expect(taking, `${step} at ${stage}`).rejects.toThrow()
          expect(locked).toBe(stage)
        }
      }
    })

    test('undoes a step with the transaction that it was taken in', async () => {
      const { announce, act, bring, stageFor, sender } = await open()
      const id = await bring(await announce('a.pdf', 10), 'arriving')
      const failing = act(id, async (locked) => {
        await locked.received()
        expect(locked.stage.at).toBe('checking')
        throw new RangeError('as a database does')
      })
      await expect(failing).rejects.toThrow(RangeError)
      expect(await stageFor(sender, id, 'send')).toBe('arriving')
    })

    test('a postponed check leaves it where it was', async () => {
      const { announce, act, bring, stageFor, sender } = await open()
      const id = await bring(await announce('a.pdf', 10), 'checking')
      for (let again = 0; again < 2; again += 1) await act(id, (locked) => locked.postponed())
      expect(await stageFor(sender, id, 'send')).toBe('checking')
    })

    test('tells its sender why it was refused, and its reader not even that it came', async () => {
      const { announce, bring, owner, ground, sender, reader } = await open()
      const id = await bring(await announce('a.pdf', 10), 'gone')
      const why = async (who: typeof sender, action: Action) => {
        const { stage } = await owner.find(ground.records.db, who, id, action)
        return stage.at === 'gone' ? stage.why.code : stage.at
      }
      expect(await why(sender, 'send')).toBe('TYPE_NOT_ALLOWED')
      expect(await why(reader, 'fetch')).toBe('NOT_FOUND')
    })

    test('judges running streams all at once as it judges each alone', async () => {
      const { announce, bring, stageFor, owner, ground, people, revoke } = await open()
      const ids: string[] = [randomUUID()]
      for (const stage of ['arriving', 'checking', 'ready', 'gone'])
        ids.push(await bring(await announce('a.pdf', 10), stage))
      const streams = ids.flatMap((id) =>
        people.flatMap((who) => (['send', 'fetch'] as const).map((action): Stream => ({ who, id, action }))),
      )
      const compare = async (): Promise<number> => {
        const together = await owner.allowed(ground.records.db, streams)
        for (const stream of streams) {
          const at = await stageFor(stream.who, stream.id, stream.action)
          const alone = at === (stream.action === 'send' ? 'arriving' : 'ready')
          expect(together.has(stream), `${stream.who.id} ${stream.action} ${at}`).toBe(alone)
        }
        return together.size
      }
      expect(await compare()).toBe(3)
      for (const id of ids) await revoke(id)
      expect(await compare()).toBe(2)
      expect((await owner.allowed(ground.records.db, [])).size).toBe(0)
    })

    test('keeps the receipt of its reader once all went out, also when the right has ended by then, and none of a stranger or of what was fetched ahead', async () => {
      const { announce, bring, owner, ground, stranger, reader, receipts, revoke } = await open()
      const id = await bring(await announce('a.pdf', 10), 'ready')
      const fetched = (who: typeof reader, complete: boolean, ahead = false): Promise<void> => {
        const fetch = { who, id, use: ahead ? 'view' : 'download', address: '192.0.2.7' } as const
        const sent = { range: { start: 0, end: 9 }, size: 10, bytes: 10, whole: true, redirected: false }
        return ground.commit(async (tx, change) => {
          await owner.issued(tx, change, fetch)
          await owner.fetched(tx, change, [{ ...fetch, ...sent, ahead, complete }])
        })
      }
      await expect(fetched(stranger, true)).rejects.toThrow(ChairsideError)
      await fetched(reader, false)
      await fetched(reader, true, true)
      expect(await receipts(id)).toBe(0)
      await revoke(id)
      await fetched(reader, true)
      expect(await receipts(id)).toBe(1)
    })
  })

  describe(`the bytes of ${name}`, () => {
    test('come by tus in pieces, are checked, and are fetched by ticket, whole and in part', async () => {
      const { announce, patch, head, ticket, stranger, reader, ground } = await open()
      const id = await announce('exercise plan.pdf', pdf.length)
      expect((await head(id, stranger)).status).toBe(404)
      expect((await patch(id, pdf, 0, reader)).status).toBe(404)
      expect((await patch(id, pdf.subarray(0, 1000))).headers['upload-offset']).toBe('1000')
      const stands = await head(id)
      expect([stands.headers['upload-offset'], stands.headers['upload-length']]).toEqual([
        '1000',
        String(pdf.length),
      ])
      expect(stands.headers['upload-prefix-digest']).toMatch(/^sha-256=:/)
      expect((await patch(id, pdf.subarray(500), 500)).status).toBe(409)
      await expect(ticket(id)).rejects.toMatchObject({ code: 'NOT_READY' })
      expect((await patch(id, pdf.subarray(1000), 1000)).status).toBe(204)
      expect(await findUpload(ground.records.db, id)).toMatchObject({ checked: true, bytes: pdf.length })
      await expect(ticket(id, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      const whole = await ask(await ticket(id), 'GET')
      expect([whole.headers['content-type'], whole.body.equals(pdf)]).toEqual(['application/pdf', true])
      expect(whole.headers['content-disposition']).toContain('exercise plan.pdf')
      const part = await ask(await ticket(id, reader, 'view'), 'GET', { headers: { range: 'bytes=10-19' } })
      expect([part.status, part.body.equals(pdf.subarray(10, 20))]).toEqual([206, true])
    })

    test('come as a form, whole or not at all', async () => {
      const { announce, head, ticket, url, sender, stored } = await open()
      const send = async (id: string, content: Buffer<ArrayBuffer>) => {
        const form = new FormData()
        form.append(id, new File([content], 'plan.pdf'))
        return fetch(`${url}/v1/transfers/${id}/files`, {
          method: 'POST',
          headers: { authorization: `Bearer ${tokenOf(sender)}` },
          body: form,
        })
      }
      const id = await announce('plan.pdf', pdf.length)
      await send(id, pdf.subarray(0, 1000))
      expect((await head(id)).headers['upload-offset']).toBe('0')
      await until('what came is removed', () => stored().length === 0)
      expect((await send(id, pdf)).status).toBe(200)
      expect((await ask(await ticket(id), 'GET')).body.equals(pdf)).toBe(true)
    })

    test('are refused while they come, as soon as there are too many of them, and removed', async () => {
      const { announce, patch, head, stageFor, stored, sender, url, clock } = await open()
      const id = await announce('plan.pdf', 2000)
      const endless = begin(`${url}/v1/files/${id}/upload`, 'PATCH', {
        token: tokenOf(sender),
        headers: tus(0),
      })
      atEnd(() => void endless.request.destroy())
      endless.request.write(pdf)
      // The body has no end. The bytes so far are written once their batch is old enough, and then the answer comes.
      let answered = false
      void endless.head.then(() => {
        answered = true
      })
      await until('it is answered', async () => {
        await clock.advance(100)
        return answered
      })
      expect((await read(await endless.head)).error?.code).toBe('SIZE_MISMATCH')
      expect(await stageFor(sender, id, 'send')).toBe('gone')
      expect((await head(id)).headers['chairside-error']).toBe('SIZE_MISMATCH')
      expect((await patch(id, pdf.subarray(0, 10))).error?.code).toBe('SIZE_MISMATCH')
      await until('they are removed', () => stored().length === 0)
    })

    test('are refused for what they are, and removed', async () => {
      const { announce, patch, ticket, stored } = await open()
      const id = await announce('plan.pdf', program.length)
      expect((await patch(id, program)).error?.code).toBe('TYPE_NOT_ALLOWED')
      await expect(ticket(id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await until('they are removed', () => stored().length === 0)
    })

    test('are opened by a ticket for a minute, then for ten, by nothing else, and only while the right lasts', async () => {
      const { announce, patch, ticket, clock, revoke, reader } = await open()
      const id = await announce('plan.pdf', pdf.length)
      await patch(id, pdf)
      const late = await ticket(id)
      const begun = await ticket(id)
      expect(begun).not.toContain(id)
      expect((await ask(begun, 'GET')).status).toBe(200)
      await clock.advance(61_000)
      expect((await ask(late, 'GET')).error?.code).toBe('TICKET_EXPIRED')
      expect((await ask(begun, 'GET')).status).toBe(200)
      expect((await ask(`${begun}A`, 'GET')).error?.code).toBe('TICKET_INVALID')
      await revoke(id)
      expect((await ask(begun, 'GET')).error?.code).toBe('NOT_FOUND')
      await expect(ticket(id, reader)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })

    test('stop on their way out when the right ends', async () => {
      const { announce, patch, ticket, revoke, bytes } = await open()
      const long = Buffer.concat([pdf, Buffer.alloc(24 * 1024 * 1024)])
      const id = await announce('plan.pdf', long.length)
      await patch(id, long)
      const running = begin(await ticket(id), 'GET')
      running.request.end()
      const answer = await running.head
      expect(answer.statusCode).toBe(200)
      await revoke(id)
      await bytes.recheck()
      expect((await read(answer)).cut).toBe(true)
    })

    test('are the bytes of one kind of owner: at the address of another kind they are not there', async () => {
      const { announce, bytes, sender, reader, patch } = await open()
      const id = await announce('plan.pdf', pdf.length)
      await expect(bytes.uploads.of('another kind').where(sender, id)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
      await patch(id, pdf)
      const grant = { who: reader, owner: 'another kind', id, use: 'download' } as const
      await expect(bytes.downloads.ticket(grant, undefined)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })

    test('stay while something points at them, and go when nothing does', async () => {
      const { announce, patch, ticket, ground, stored, bytes } = await open()
      const kept = await announce('kept.pdf', pdf.length)
      const left = await announce('left.pdf', pdf.length)
      for (const id of [kept, left]) await patch(id, pdf)
      expect(stored().length).toBe(2)
      await ground.records.db.updateTable('uploads').set({ object: null }).where('id', '=', left).execute()
      await bytes.removal.scan(ground.clock.now() + 1)
      await until('the one is removed', () => stored().length === 1)
      expect((await ask(await ticket(kept), 'GET')).body.equals(pdf)).toBe(true)
    })
  })
}
