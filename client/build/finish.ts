import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { scriptNames } from './scripts.ts'

/* What is done once all files are built. */

const [brotli, zip] = [promisify(brotliCompress), promisify(gzip)]

/** Files that get smaller. The character maps of documents are packed already, and a source map is read by developers alone. */
const packable = new Set(['.js', '.css', '.html', '.svg', '.wasm', '.ttf'])

/** Writes beside each file what a browser is sent of it: `.br` (RFC 7932) and `.gz` (RFC 1952). */
export async function compressAll(root: string, folders: readonly string[]): Promise<void> {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: folder !== '', encoding: 'utf8' })
      .map((name) => join(root, folder, name))
      // Of the root, only what stands there by its fixed name: the rest is what `tsc` made for bundlers.
      .filter((path) => folder !== '' || scriptNames.some((name) => path === join(root, name))),
  )
  const packed = paths.filter((path) => packable.has(extname(path)) && statSync(path).isFile())
  await Promise.all(
    packed.map(async (path) => {
      const whole = readFileSync(path)
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: whole.length,
      }
      await writeFile(`${path}.br`, await brotli(whole, { params }))
      await writeFile(`${path}.gz`, await zip(whole, { level: 9 }))
    }),
  )
}

/**
 * Writes `scripts.json`: for each script its address of this build, relative to the server's, and its digest for the attribute
 * `integrity` (Subresource Integrity). The build is named by what all scripts and languages hold.
 */
export function writeAddresses(root: string): void {
  const languages = readdirSync(join(root, 'languages')).filter((name) => name.endsWith('.js'))
  const whole = createHash('sha256')
  for (const name of [...scriptNames, ...languages.toSorted().map((name) => `languages/${name}`)])
    whole.update(name).update(readFileSync(join(root, name)))
  const build = whole.digest('hex').slice(0, 16)
  const scripts = Object.fromEntries(
    scriptNames.map((name) => {
      const digest = createHash('sha384')
        .update(readFileSync(join(root, name)))
        .digest('base64')
      return [name, { address: `v/${build}/${name}`, integrity: `sha384-${digest}` }]
    }),
  )
  writeFileSync(join(root, 'scripts.json'), `${JSON.stringify({ build, scripts }, null, 2)}\n`)
}
