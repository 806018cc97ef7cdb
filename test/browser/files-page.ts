import type { Registration } from '@chairside/protocol'
import sharp from 'sharp'
import { documentPages, filesToken } from '../world/documents.ts'
import { anna } from '../world/people.ts'
import { keepSecret } from '../world/secrets.ts'
import { until } from '../world/until.ts'
import type { World } from '../world/world.ts'
import { openApp } from './app.ts'
import type { Person, WindowOptions } from './browser.ts'
import { openRealWorld } from './visits.ts'

export const minute = 60_000

/** A picture of one colour with a stripe, as a person picks it. */
export async function drawnPicture(
  name: string,
  colour: string,
  size = { width: 1200, height: 900 },
): Promise<File> {
  keepSecret(name)
  const stripe = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#ffffff' } })
    .png()
    .toBuffer()
  const bytes = await sharp({ create: { ...size, channels: 3, background: colour } })
    .composite([{ input: stripe, left: 100, top: 80 }])
    .jpeg()
    .toBuffer()
  return new File([new Uint8Array(bytes)], name)
}

/** An app with a client's page, and a server that lets it in. */
export async function openClinic() {
  const app = await openApp()
  const world = await openRealWorld({ env: { ALLOWED_ORIGINS: app.origin } })
  const page = (attributes: string, lang: string, dir: string) => (html: string) =>
    html
      .replace('/chairside.js', '/documents.js')
      .replace('<html lang="en">', `<html lang="${lang}" dir="${dir}">`)
      .replace(/<chairside-transfer([^>]*)>/, `<chairside-files$1 ${attributes}>`)
      .replace('</chairside-transfer>', '</chairside-files>')
  const open = async (
    { view = 'gallery', attributes = '', lang = 'en', dir = 'ltr', token = '' } = {},
    options: WindowOptions = {},
  ): Promise<Person> =>
    app.open(
      world.url,
      token || (await filesToken(world, anna.id)),
      options,
      page(`view="${view}" ${attributes}`, lang, dir),
    )
  return { world, open }
}

/** An appointment `after` ms from now, with these documents attached. */
export async function prepared(
  world: World,
  after: number,
  files: readonly File[],
  change: Registration = {},
) {
  const begin = Date.now() + after
  const id = await world.appointment({
    patients: [{ ...anna, paid: true }],
    startsAt: new Date(begin).toISOString(),
    endsAt: new Date(begin + 30 * minute).toISOString(),
    ...change,
  })
  const session = await documentPages(world).session(id)
  session.upload(files)
  await until('all are attached', () => session.documents.length === files.length, 3_000)
  const idOf = (name: string) => session.documents.find(({ document }) => document.name === name)?.id ?? ''
  return { id, session, idOf }
}
