import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { KB, protocolVersion } from '@chairside/protocol'
import { parseSync } from 'vite'
import { beforeAll, expect, test } from 'vitest'
import { spokenLanguages } from '../../client/src/messages/languages.ts'
import { newerInScript, newerInSheet, ownNames, unreadable } from './newer.ts'
import { sourcesIn } from './sources.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** What a module imports, also later. */
function importsOf(code: string): string[] {
  const { module } = parseSync('module.js', code)
  const later = module.dynamicImports.map(({ moduleRequest: { start, end } }) => code.slice(start, end))
  return [...module.staticImports.map(({ moduleRequest }) => moduleRequest.value), ...later]
}

/** The fields of `package.json` that say what is published. */
interface Manifest {
  files: string[]
  exports: Record<string, string | { types: string; default: string }>
}

/** What is fetched when a page is not set up right. */
const whenWrong = ['advice.js', 'diagnosis.js']

/** Every language but English, whose sentences stand in the scripts. */
const languageFiles = spokenLanguages
  .filter((lang) => lang !== 'en')
  .flatMap((lang) => [`${lang}-documents.js`, `${lang}.js`])

/** Whether an import names its file: a language that could not be fetched has another address at each further try. */
const isFixed = (path: string): boolean => !path.includes('?again=')

beforeAll(async () => {
  // What is new stays: pages of other tests load it meanwhile.
  await run('npm', ['run', 'build', '--', '--when-older'], { cwd: root })
}, 120_000)

test.each(['protocol', 'client', 'server'])(
  'the built %s package holds what its exports name, with types',
  (name) => {
    const manifest: Manifest = JSON.parse(readFileSync(join(root, name, 'package.json'), 'utf8'))
    expect(manifest.files).toContain('dist')
    for (const target of Object.values(manifest.exports)) {
      const paths = typeof target === 'string' ? [target] : [target.types, target.default]
      for (const path of paths) expect(existsSync(join(root, name, path)), path).toBe(true)
    }
  },
)

test('the built packages run in plain Node, without the conditions of development', async () => {
  const program = `
    import { startChairside } from '@chairside/server'
    import { joinAppointment } from '@chairside/client'
    import { KB, protocolVersion } from '@chairside/protocol'
    console.log(typeof startChairside, typeof joinAppointment, protocolVersion)`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: root })
  expect(stdout.trim()).toBe(`function function ${protocolVersion}`)
})

test('chairside.js is one file of at most 102 KB gzipped that imports nothing before documents or another language are wanted, or something is wrong', () => {
  const script = read('client/dist/chairside.js')
  expect(gzipSync(script).length).toBeLessThan(102 * KB)
  expect(script).toContain('chairside-transfer')
  const [documents, ...languages] = importsOf(script).filter(isFixed).toSorted()
  expect(documents).toBe('"./documents.js"')
  expect(languages.map((path) => path.slice('`./languages/'.length, -1)).toSorted()).toEqual(
    [...languageFiles, ...whenWrong].toSorted(),
  )
  // A page reads no schema, so the script has none.
  expect(script).not.toContain('additionalProperties')
})

test('patient-documents.js has at most 20 KB gzipped of its own, and imports the scripts of its build alone', () => {
  const script = read('client/dist/patient-documents.js')
  expect(gzipSync(script).length).toBeLessThan(20 * KB)
  expect(new Set(importsOf(script))).toEqual(new Set(['./chairside.js', './documents.js']))
  const [, build] = /import\{(build_\w{8})\}from"\.\/documents\.js"/.exec(script) ?? []
  expect(build).toBeDefined()
  expect(read('client/dist/documents.js')).toContain(`export const ${build}=1`)
})

test('documents.js has at most 72 KB gzipped of its own, and imports the chairside.js of its build alone', () => {
  const script = read('client/dist/documents.js')
  expect(gzipSync(script).length).toBeLessThan(72 * KB)
  expect(new Set(importsOf(script))).toEqual(new Set(['./chairside.js']))
  expect(script).not.toContain('additionalProperties')
  const buildIn = (code: string) => /\bbuild_\w{8}\b/.exec(code)?.[0]
  expect(buildIn(script)).toBeDefined()
  expect(buildIn(script)).toBe(buildIn(read('client/dist/chairside.js')))
})

test('the SDK alone is at most 45 KB gzipped, that of documents 15 KB more, and they import nothing but each other, unless no connection comes', () => {
  const [sdk, documents] = ['chairside-sdk.js', 'chairside-sdk-documents.js'].map((name) =>
    read(`client/dist/${name}`),
  )
  expect(gzipSync(sdk ?? '').length).toBeLessThan(45 * KB)
  expect(gzipSync(documents ?? '').length).toBeLessThan(15 * KB)
  expect(importsOf(sdk ?? '').toSorted()).toEqual([
    '"./chairside-sdk-documents.js"',
    '`./languages/diagnosis.js`',
  ])
  expect(new Set(importsOf(documents ?? ''))).toEqual(new Set(['./chairside-sdk.js']))
  for (const script of [sdk, documents]) {
    expect(script).not.toContain('customElements')
    expect(script).not.toContain('additionalProperties')
  }
})

test('a language is two files of at most 13 KB gzipped, which import nothing', () => {
  for (const name of [...languageFiles, ...whenWrong]) {
    const script = read(`client/dist/languages/${name}`)
    expect(gzipSync(script).length, name).toBeLessThan(13 * KB)
    expect(importsOf(script), name).toEqual([])
  }
})

test('the page of share links is one script of at most 41 KB gzipped, which imports nothing but another language', () => {
  const script = read('client/dist/pages/link/link/link.js')
  expect(gzipSync(script).length).toBeLessThan(41 * KB)
  expect(importsOf(script).filter((path) => isFixed(path) && !path.startsWith('`./languages/'))).toEqual([])
  expect(script).not.toContain('additionalProperties')
})

test('the frame that draws documents has its decoders, fonts and character maps, and nothing that runs a document’s scripts', () => {
  const folder = 'client/dist/pages/viewer/viewer'
  const needed = [
    'viewer.js',
    'worker.js',
    'wasm/openjpeg.wasm',
    'wasm/jbig2.wasm',
    'cmaps/90ms-RKSJ-H.bcmap',
  ]
  for (const path of [...needed, 'standard_fonts/LiberationSans-Regular.ttf', 'LICENSE'])
    expect(existsSync(join(root, folder, path)), path).toBe(true)
  expect(existsSync(join(root, folder, 'wasm/quickjs-eval.wasm'))).toBe(false)
  expect(
    importsOf(read(`${folder}/viewer.js`)).filter(
      (path) => path.startsWith('./') && !path.startsWith('./languages/'),
    ),
  ).toEqual([])
})

/** What the scripts name that a browser of the baseline lacks, and how it does without. */
const doneWithout: Readonly<Record<string, string>> = {
  'Intl.Segmenter': 'graphemes.ts splits by a pattern',
  adoptedStyleSheets: 'lit writes style elements',
  replaceSync: 'the same',
  trustedTypes: 'lit writes plain text',
  emptyScript: 'the same',
  destroy: 'of socket.io’s own',
  writeBuffer: 'of socket.io’s own',
  ariaHidden: 'Firefox reads out nothing of a hidden frame',
  fullscreenElement: 'Safari before 16.4 has no full screen that a page can see',
  exitFullscreen: 'the same: called only in full screen',
  showPopover: 'asked for before it is called; the toast stands where it is',
  hidePopover: 'the same',
  canShare: 'asked for before it is called',
  createObjectURL: 'for blobs in a window all have it; it is newer for other things and places',
  revokeObjectURL: 'the same',
  'container-type': 'fitting.ts asks the window',
  dir: 'Chrome gets a rule of its own; in Safari signs stay as they are',
  userActivation: 'the viewer asks the reader',
  isActive: 'the same',
  has: 'Firefox says nothing of where somebody is, in large text in a low window',
  outline: 'Safari draws it with square corners',
  'forced-color-adjust': 'Safari has no forced colours',
  'overscroll-behavior': 'the page may scroll with the end of the list',
  resize: 'the field keeps its height',
  'user-select': 'it is selected by hand',
  'accent-color': 'radios have the colour of the browser',
}

test('the scripts and their sheets use nothing that the oldest browsers of the baseline lack', () => {
  const names = [
    'chairside.js',
    'documents.js',
    'patient-documents.js',
    'chairside-sdk.js',
    'chairside-sdk-documents.js',
    'pages/link/link/link.js',
    'languages/ar.js',
  ]
  const scripts = names.map((name) => read(`client/dist/${name}`))
  expect(scripts.flatMap(unreadable)).toEqual([])
  const places = ['protocol/src', 'client/src', 'client/pages']
  const sources = places.flatMap(sourcesIn).map(({ path }) => read(path))
  const own = new Set(sources.flatMap((source) => [...ownNames(source)]))
  const sheets = sourcesIn('client/src/elements/style').map(({ path }) => read(path))
  const found = [
    ...scripts.flatMap(newerInScript).filter((name) => !own.has(name)),
    ...newerInSheet(sheets.join('\n')),
  ]
  expect(found.filter((name) => !Object.hasOwn(doneWithout, name))).toEqual([])
  expect(Object.keys(doneWithout).filter((name) => !found.includes(name))).toEqual([])
})
