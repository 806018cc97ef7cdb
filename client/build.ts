// Builds the files that a browser loads: dist/chairside.js, with the SDK and the elements of the live exchange in one
// module; dist/documents.js, which imports it and has the elements of documents; dist/patient-documents.js on top of both;
// dist/chairside-sdk.js and chairside-sdk-documents.js, the SDK without elements; the page of share links and the frame that
// draws documents in dist/pages; and the demo pages in dist/demo. Beside each file its brotli and gzip, and in
// dist/scripts.json the address and the digest of each script. dist/custom-elements.json tells editors of the elements.
// `node client/build.ts [--when-older]`; with the flag only if a source is newer.
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type InlineConfig, type Plugin } from 'vite'
import { writeManifest } from './build/elements-manifest.ts'
import { onlyFewSentences } from './build/few-sentences.ts'
import { compressAll, writeAddresses } from './build/finish.ts'
import { putPolicy } from './build/lit-policy.ts'
import { baseline, wrapFields } from './build/older-browsers.ts'
import {
  elementScripts,
  languageFile,
  laterDocuments,
  sameBuild,
  scriptNames,
  sdkScripts,
} from './build/scripts.ts'
import { plainTemplates, pureSchemas } from './build/smaller.ts'
import { lessWork, onlyTextByWebSocket } from './build/socket-io.ts'

const here = import.meta.dirname
const demo = join(here, 'demo')
const pages = ['practitioner', 'patient', 'desk', 'day', 'programme']
const scripts = scriptNames.map((name) => join(here, 'dist', name))
/** The pages that are served in production, too, each with its script and its sheet in a folder of its own. */
const ownPages = ['link', 'viewer']
const outputs = [
  ...scripts,
  join(here, 'dist/scripts.json'),
  ...pages.map((page) => join(here, `dist/demo/${page}.html`)),
  ...ownPages.map((page) => join(here, `dist/pages/${page}/${page}.html`)),
]
const sources = ['build.ts', 'build', 'src', 'demo', 'pages', '../protocol/src', '../package-lock.json'].map(
  (path) => join(here, path),
)

/** When a file or a folder's content last changed, in ms since 1970. A removed file changes its folder. */
const changedAt = (path: string): number => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isDirectory()) return found?.mtimeMs ?? 0
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))))
}

const isFresh = () => Math.max(...sources.map(changedAt)) < Math.min(...outputs.map(changedAt))

/** In a page, `<!-- put parts/bar.html -->` stands for the content of that file. */
const putParts: Plugin = {
  name: 'put-parts',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) =>
      html.replaceAll(/<!-- put (\S+) -->/g, (_, path: string) =>
        readFileSync(join(demo, path), 'utf8').trim(),
      ),
  },
}

const common = { configFile: false, logLevel: 'warn', publicDir: false } satisfies InlineConfig

const buildBundle: InlineConfig = {
  ...common,
  root: here,
  plugins: [
    ...[pureSchemas, onlyTextByWebSocket(), lessWork, plainTemplates, putPolicy, wrapFields],
    ...[laterDocuments('chairside.js', 'documents.js'), sameBuild(elementScripts)],
  ],
  resolve: { conditions: ['chairside-source', 'browser', 'module', 'import', 'default'] },
  build: {
    outDir: join(here, 'dist'),
    emptyOutDir: false, // keeps the output of `tsc -b`
    target: baseline,
    sourcemap: true,
    modulePreload: false,
    rolldownOptions: {
      // Reading a field of a schema has no side effect either.
      treeshake: {
        moduleSideEffects: [{ test: /typebox/, sideEffects: false }],
        propertyReadSideEffects: false,
      },
      input: {
        chairside: join(here, 'src/bundle.ts'),
        documents: join(here, 'src/bundle-documents.ts'),
        'patient-documents': join(here, 'src/bundle-patient-documents.ts'),
      },
      // So each script itself exports what the next one needs of it, and no further file is made.
      preserveEntrySignatures: 'allow-extension',
      output: { entryFileNames: '[name].js', chunkFileNames: languageFile('languages') },
    },
  },
}

/** Builds the SDK alone: scripts of their own, which share nothing with those of the elements. */
const buildSdk: InlineConfig = {
  ...buildBundle,
  plugins: [
    ...[pureSchemas, onlyTextByWebSocket(), lessWork, wrapFields],
    ...[laterDocuments('chairside-sdk.js', 'chairside-sdk-documents.js'), sameBuild(sdkScripts)],
  ],
  build: {
    ...buildBundle.build,
    rolldownOptions: {
      ...buildBundle.build?.rolldownOptions,
      input: {
        'chairside-sdk': join(here, 'src/bundle-sdk.ts'),
        'chairside-sdk-documents': join(here, 'src/bundle-sdk-documents.ts'),
      },
    },
  },
}

const buildDemo: InlineConfig = {
  ...common,
  root: demo,
  base: './',
  plugins: [putParts],
  build: {
    outDir: join(here, 'dist/demo'),
    emptyOutDir: true,
    target: baseline,
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: { input: pages.map((page) => join(demo, `${page}.html`)) },
  },
}

/** Builds a page of its own: its files have fixed names, and find each other beside the page. */
const buildPage = (page: string): InlineConfig => ({
  ...common,
  root: join(here, 'pages', page),
  base: './',
  plugins: [onlyFewSentences, pureSchemas, plainTemplates, putPolicy, wrapFields],
  resolve: buildBundle.resolve ?? {},
  build: {
    outDir: join(here, 'dist/pages', page),
    emptyOutDir: true,
    target: baseline,
    cssCodeSplit: false,
    modulePreload: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      treeshake: buildBundle.build?.rolldownOptions?.treeshake ?? true,
      input: join(here, 'pages', page, `${page}.html`),
      // The page itself stands above its files: /viewer and /viewer/viewer.js.
      output: {
        entryFileNames: `${page}/${page}.js`,
        chunkFileNames: languageFile(`${page}/languages`),
        assetFileNames: `${page}/${page}[extname]`,
      },
    },
  },
})

/**
 * Builds the worker that reads documents, as one script that is no module: a frame with an opaque origin starts a worker only
 * from a copy of its script, and Chromium starts no copy of a module.
 */
const buildWorker: InlineConfig = {
  ...common,
  root: here,
  // Its decoders ask only where their script lies, and are given their files another way.
  define: { 'import.meta.url': 'undefined', 'import.meta.resolve': 'undefined' },
  build: {
    outDir: join(here, 'dist/pages/viewer/viewer'),
    emptyOutDir: false,
    modulePreload: false,
    target: baseline,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: fileURLToPath(import.meta.resolve('pdfjs-dist/legacy/build/pdf.worker.mjs')),
      output: { format: 'iife', entryFileNames: 'worker.js' },
    },
  },
}

/** What draws documents besides its scripts: the decoders, character maps and fonts that the worker loads. */
function copyDrawing(): void {
  const from = dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json')))
  const to = join(here, 'dist/pages/viewer/viewer')
  // Without what runs the scripts of documents.
  for (const folder of ['cmaps', 'standard_fonts', 'wasm', 'iccs'])
    cpSync(join(from, folder), join(to, folder), {
      recursive: true,
      filter: (path) => !path.includes('quickjs'),
    })
  cpSync(join(from, 'LICENSE'), join(to, 'LICENSE'))
}

if (!process.argv.includes('--when-older') || !isFresh()) {
  console.log('Building what browsers load …')
  await build(buildBundle)
  await build(buildSdk)
  await build(buildDemo)
  for (const page of ownPages) await build(buildPage(page))
  await build(buildWorker)
  copyDrawing()
  await compressAll(join(here, 'dist'), ['', 'languages', 'pages', 'demo'])
  writeManifest(join(here, 'src'), join(here, 'dist/custom-elements.json'))
  writeAddresses(join(here, 'dist'))
  for (const script of [
    ...scripts,
    ...ownPages.map((page) => join(here, `dist/pages/${page}/${page}/${page}.js`)),
  ]) {
    const size = gzipSync(readFileSync(script)).length
    console.log(`Built ${basename(script)}: ${Math.ceil(size / 1024)} KB gzipped.`)
  }
}
