import { openLibrary, openPatientDocuments } from '@chairside/client'
import type { DocumentsChanged } from '@chairside/protocol'
import { expect, test } from 'vitest'
import { meet } from '../../world/calls.ts'
import { readyDocument } from '../../world/document-calls.ts'
import { anna, eva, peter } from '../../world/people.ts'
import { readyPaper, view } from '../../world/profiles.ts'
import { connect } from '../../world/socket.ts'
import { atEnd, until } from '../../world/until.ts'

/* What a practitioner's open pages are told of their patients. */

test('who comes to an appointment is told to the pages of that patient alone, and only when both are there', async () => {
  const meeting = await meet()
  const { world, id } = meeting
  const other = await world.appointment({ patients: [peter] })
  const desk = await connect(world.url, { token: await world.deskToken(eva.id), view: 'documents' })
  const told = () =>
    desk.heard.flatMap(({ name, payload }) => (name === 'documents' ? [payload as DocumentsChanged] : []))
  await world.join(other, peter.id)
  await world.join(id, eva.id)
  await world.join(id, anna.id)
  await until('it is told', () => told().length > 0)
  expect(told()).toEqual([{ patient: anna.id, together: true }])
  await world.join(other, eva.id)
  await until('the other is told', () => told().length > 1)
  expect(told().slice(1)).toEqual([{ patient: peter.id, together: true }])
})

test('a page with a token of one appointment hears what changes in the library and on profiles, too', async () => {
  const meeting = await meet()
  const { world, id } = meeting
  const token = () => world.token(id, eva.id)
  const library = await openLibrary({ url: world.url, token })
  atEnd(() => library.close())
  const list = await openPatientDocuments({ url: world.url, token, patient: anna.id })
  atEnd(() => list.close())
  await readyDocument(meeting)
  await until('the library shows it', () => library.documents.length === 1)
  const paper = await readyPaper(meeting)
  const one = await until('the profile shows it', () => list.find(paper))
  await view(meeting, paper)
  await until('the profile counts the view', () => one.views === 1)
})
