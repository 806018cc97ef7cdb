import { setTimeout as pause } from 'node:timers/promises'
import { type Appointment, joinAppointment } from '@chairside/client'
import type { Request, Snapshot, Transfer } from '@chairside/protocol'
import { jsonOf } from './http.ts'
import { say, snapshotOf } from './plain.ts'
import { createSight } from './sight.ts'
import type { Stage } from './stage.ts'
import type { Who } from './step.ts'

/** The states that a view shows, by the id of the thing. */
type View = ReadonlyMap<string, string>

/** The present snapshots of all registered people. */
export async function readTruth(stage: Stage): Promise<Partial<Record<Who, Snapshot>>> {
  const truth: Partial<Record<Who, Snapshot>> = {}
  for (const who of present(stage)) {
    for (let tries = 0; truth[who] === undefined && tries < 200; tries += 1) {
      const snapshot = await snapshotOf(stage, stage.people[who])
      if (snapshot !== undefined) truth[who] = snapshot
      else await pause(100)
    }
  }
  return truth
}

export function present(stage: Stage): Who[] {
  const patients: Who[] = ['patient', 'second']
  return ['practitioner', ...patients.filter((who) => stage.registered.includes(stage.people[who].id))]
}

/** Checks that all views agree: open pages, a page that is opened now, and plain HTTP. */
export async function checkAgreement(stage: Stage, patience: number): Promise<void> {
  const begun = performance.now()
  for (;;) {
    const differences = await findDifferences(stage)
    if (differences.length === 0) return
    if (performance.now() - begun > patience) {
      for (const facts of differences) stage.ledger.fault('all who look see the same', facts)
      return
    }
    await pause(500)
  }
}

async function findDifferences(stage: Stage): Promise<string[]> {
  const truth = await readTruth(stage)
  const differences: string[] = []
  const compare = (where: string, view: View, expected: View): void => {
    for (const [id, state] of expected)
      if (view.get(id) !== state)
        differences.push(`${where}: ${id} is ${view.get(id) ?? 'not there'}, not ${state}`)
    for (const id of view.keys()) if (!expected.has(id)) differences.push(`${where}: ${id} is there`)
  }
  const all = truth.practitioner === undefined ? undefined : viewOfSnapshot(truth.practitioner)
  for (const who of present(stage)) {
    const snapshot = truth[who]
    if (snapshot === undefined) {
      differences.push(`the ${who} is shown nothing`)
      continue
    }
    const expected = viewOfSnapshot(snapshot)
    for (const [id, state] of expected)
      if (all?.get(id) !== state) differences.push(`the ${who} and the practitioner differ on ${id}`)
    for (const seat of stage.people[who].seats)
      if (!seat.closed && seat.state === 'up' && seat.appointment !== undefined)
        compare(`${seat.name} of the ${who}`, visible(viewOfPage(seat.appointment), expected), expected)
    compare(`a page of the ${who} that is opened now`, await openAndLook(stage, who), expected)
    for (const { id } of snapshot.transfers) {
      const answer = await say(stage.people[who], 'GET', `/transfers/${id}`)
      const transfer = jsonOf<Transfer>(answer)
      compare(
        `GET of the ${who}`,
        transfer ? viewOf([transfer], []) : new Map(),
        viewOf(
          snapshot.transfers.filter((one) => one.id === id),
          [],
        ),
      )
    }
  }
  return differences
}

/** Leaves out what only the page still knows: it may keep things that its snapshot no longer shows. */
function visible(view: View, expected: View): View {
  return new Map([...view].filter(([id]) => expected.has(id)))
}

async function openAndLook(stage: Stage, who: Who): Promise<View> {
  const { id, role } = stage.people[who]
  try {
    const page = await joinAppointment({
      url: stage.world.url,
      token: () => stage.world.clinic.token(stage.appointment, id),
    })
    const requests = page.requests.map((request) => ({
      id: request.id,
      from: request.from.id,
      to: request.to.id,
      state: request.state,
    }))
    createSight({ id, role }, `the last page of ${id}`, stage.ledger.fault).all(requests)
    const view = viewOfPage(page)
    page.close()
    return view
  } catch {
    return new Map()
  }
}

const viewOfSnapshot = ({ transfers, requests }: Snapshot): View => viewOf(transfers, requests)

function viewOfPage({ transfers, requests }: Appointment): View {
  return viewOf(transfers, requests)
}

type Viewed<Thing extends { readonly id: string }> = Pick<Thing, 'id'> & { readonly state: string }

function viewOf(
  transfers: readonly (Viewed<Transfer> & { readonly files: readonly Viewed<Transfer['files'][number]>[] })[],
  requests: readonly Viewed<Request>[],
): View {
  return new Map(
    [...transfers, ...transfers.flatMap(({ files }) => files), ...requests].map(({ id, state }) => [
      id,
      state,
    ]),
  )
}
