import type { Snapshot, Ticket } from '@chairside/protocol'
import { isHere, isOnTheWay } from '../world/moves.ts'
import { checkAudit, checkEnd } from './audit.ts'
import { checkFolder } from './folder.ts'
import { ask, jsonOf } from './http.ts'
import { readAudit } from './office.ts'
import { checkBytes, isContent } from './pages.ts'
import { say } from './plain.ts'
import type { Stage } from './stage.ts'
import { checkAgreement, present, readTruth } from './truth.ts'
import { isSame } from './wire.ts'

/** Checks all that must hold once nothing moves any more. */
export async function checkAll(stage: Stage, patience: number): Promise<void> {
  await checkAgreement(stage, patience)
  const { practitioner: truth } = await readTruth(stage)
  await readAudit(stage)
  checkAudit(stage, truth)
  checkEnd(stage)
  if (truth === undefined) {
    stage.ledger.fault('the practitioner is shown the appointment', 'no snapshot came')
    return
  }
  checkMeaning(stage, truth)
  checkAnswers(stage, truth)
  checkImpossible(stage, truth)
  checkIds(stage, truth)
  await checkContents(stage, truth)
  await checkFolder(stage)
}

/** Checks that every transfer and request went to the person whom its sender's page showed. */
function checkMeaning({ ledger }: Stage, { transfers, requests }: Snapshot): void {
  for (const { step, to, mark } of ledger.meant) {
    const sent = transfers.filter(({ id, files }) => id === mark || files.some(({ name }) => name === mark))
    const asked = requests.filter(({ id, note }) => id === mark || note === mark)
    for (const thing of [...sent, ...asked])
      if (thing.to !== to)
        ledger.fault(
          'everything goes to whom it was meant for',
          `${thing.id} of step ${step} went to ${thing.to}, not to ${to}`,
        )
  }
}

/** Checks that the answers of commands still hold. */
function checkAnswers({ ledger }: Stage, { transfers, requests }: Snapshot): void {
  const fault = (facts: string): void => ledger.fault('what was answered stays so', facts)
  for (const answered of ledger.answered) {
    const { what, id } = answered
    const transfer = transfers.find((one) => isSame(one.id, id))
    const file = transfers.flatMap(({ files }) => files).find((one) => isSame(one.id, id))
    const request = requests.find((one) => isSame(one.id, id))
    switch (what) {
      case 'transfer there':
        if (transfer === undefined) fault(`transfer ${id} is not there`)
        break
      case 'request there':
        if (request === undefined) fault(`request ${id} is not there`)
        break
      case 'file withdrawn':
        if (file?.state !== 'withdrawn') fault(`file ${id} was withdrawn and is ${file?.state}`)
        break
      case 'transfer withdrawn': {
        const left = transfer?.files.filter(({ state }) => isOnTheWay(state) || state === 'ready')
        if (left?.length !== 0) fault(`transfer ${id} was withdrawn and has ${left?.length} files`)
        break
      }
      case 'request withdrawn':
        if (request?.state !== 'withdrawn') fault(`${what}: ${id} is ${request?.state}`)
        break
      // It may have been answered after all, and be over by anything since.
      case 'request declined':
        if (request === undefined) fault(`request ${id} is not there`)
        break
      case 'file arrived':
        if (file === undefined || file.state === 'offered' || file.state === 'receiving')
          fault(`file ${id} had arrived (${answered.told}) and is ${file?.state}`)
        break
    }
  }
}

/** Checks that malformed and forbidden commands left nothing behind. */
function checkImpossible({ ledger, audit }: Stage, { transfers, requests }: Snapshot): void {
  const ids = [...transfers, ...transfers.flatMap(({ files }) => files), ...requests].map(({ id }) => id)
  const done = audit.filter(({ kind }) => kind !== 'refused')
  const told = done.flatMap(({ transfer, file, request }) => [transfer, file, request])
  for (const id of ledger.impossible)
    if (ids.includes(id) || told.includes(id))
      ledger.fault('a command that is refused changes nothing', `${id} is there`)
}

/** Checks that no two things have ids that differ only in upper and lower case. */
function checkIds({ ledger }: Stage, { transfers, requests }: Snapshot): void {
  const ids = [...transfers, ...transfers.flatMap(({ files }) => files), ...requests].map(({ id }) => id)
  const twice = ids.filter((id, at) => ids.findIndex((other) => isSame(id, other)) !== at)
  if (twice.length > 0)
    ledger.fault('an id in capitals is the same id', `${twice.join(' and ')} are there twice`)
}

/**
 * Checks that every ready file has, whole, the bytes that its sender gave for it, and that the audit has their digest
 * and size.
 */
async function checkContents(stage: Stage, { transfers }: Snapshot): Promise<void> {
  const { ledger, audit, people } = stage
  const whos = present(stage)
  for (const { from, to, files } of transfers) {
    for (const { id, name, size, state } of files) {
      const ready = audit.find((line) => line.file === id && line.kind === 'file-ready')
      const given = ledger.contentsOf(name)
      if (ready !== undefined && !ledger.spoiled.has(name)) {
        if (!given.some(({ sha256 }) => sha256 === ready.sha256))
          ledger.fault(
            'what is received is whole what was given for that file',
            `the digest of ${id} is of something else`,
          )
      }
      if (ready?.size !== undefined && ready.size !== size)
        ledger.fault('all who look see the same', `${id} has ${size} bytes, and ${ready.size} in the audit`)
      if (state === 'rejected' && stage.isTrue(name) && !ledger.odd.has(name))
        ledger.fault('what is right is not refused', `${id} was refused`)
      if (!isHere(state)) continue
      const who = whos.find((one) => people[one].id === to) ?? whos.find((one) => people[one].id === from)
      if (who === undefined) continue
      const ticket = jsonOf<Ticket>(
        await say(people[who], 'POST', `/files/${id}/ticket`, { json: { use: 'view' } }),
      )
      const answer = ticket && (await ask(ticket.url, 'GET'))
      if (answer?.status !== 200 || !isContent(answer.headers))
        ledger.fault(
          'what is ready can be fetched',
          `${id} answers ${answer?.status ?? 'no ticket'} ${answer?.error?.code ?? ''}`,
        )
      else checkBytes(stage, { id, name }, answer.body, 'at the end')
    }
  }
}
