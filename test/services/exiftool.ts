import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atEnd } from '../world/until.ts'
import { install } from './install.ts'

/** Installs exiftool if it is missing. Call it before the tests of a file. */
export const installExiftool = (): Promise<void> => install('exiftool')

/** Writes a content to a file with this name. Gives its path. */
function laid(content: Buffer, name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'chairside-exiftool-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** Lets exiftool write tags into a content, such as `-XMP-photoshop:City=Bratislava`. */
export function tagged(content: Buffer, name: string, ...tags: readonly string[]): Buffer {
  const path = laid(content, name)
  execFileSync('exiftool', ['-q', '-overwrite_original', ...tags, path], { stdio: 'pipe' })
  return Buffer.from(readFileSync(path))
}

/** Every tag of a content and of embedded files, with its group: `XMP-photoshop:City`. */
export function tagsOf(content: Buffer, name: string): Record<string, unknown> {
  const path = laid(content, name)
  const args = ['-a', '-u', '-G1', '-ee', '-json', path]
  const said = execFileSync('exiftool', args, { stdio: 'pipe', maxBuffer: 64 * 1024 * 1024 })
  const [tags = {}]: Record<string, unknown>[] = JSON.parse(said.toString())
  return tags
}

/** The tags that contain a location, and the films, which exiftool does not look into. */
export function placesOf(content: Buffer, name: string): string[] {
  const place =
    /gps|latitude|longitude|location|city|state|province|country|region|landmark|coordinates|mcc|video|motion/i
  return Object.keys(tagsOf(content, name)).filter((tag) => !tag.startsWith('System:') && place.test(tag))
}
