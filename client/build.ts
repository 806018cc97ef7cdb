// Builds what a browser loads: dist/chairside.js, which holds the SDK and the elements in one module, and the
// demo pages in dist/demo. `node client/build.ts [--when-older]`; with the flag only if a source is newer.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type InlineConfig, type Plugin } from 'vite'

const here = import.meta.dirname
const demo = join(here, 'demo')
const pages = ['practitioner', 'patient', 'desk']
const bundle = join(here, 'dist/chairside.js')
const outputs = [bundle, ...pages.map((page) => join(here, `dist/demo/${page}.html`))]
const sources = ['build.ts', 'src', 'demo', '../protocol/src', '../package-lock.json'].map((path) =>
  join(here, path),
)

/** When a file, or anything in a folder, last changed (a folder changes when a file in it goes); ms since 1970. */
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

/** Tells the bundler that making a schema does nothing else, so that the bundle leaves out schemas that no page reads. */
const pureSchemas: Plugin = {
  name: 'pure-schemas',
  enforce: 'pre',
  transform: {
    filter: { id: /protocol\/src/ },
    handler: (code) => ({
      code: code.replaceAll(/(?<=[\s(,[:=])(Type\.\w+|Lines?|inState)\(/g, '/* @__PURE__ */ $1('),
      map: null,
    }),
  },
}

/** Leaves out the transports of Socket.IO that no page uses: the connection is a WebSocket. */
const onlyWebSocket: Plugin = {
  name: 'only-websocket',
  transform: {
    filter: { id: /engine\.io-client\/build\/esm\/transports\/index\.js/ },
    handler: () => ({
      code: "import { WS } from './websocket.js'\nexport const transports = { websocket: WS }",
      map: null,
    }),
  },
}

const common = { configFile: false, logLevel: 'warn', publicDir: false } satisfies InlineConfig

const buildBundle: InlineConfig = {
  ...common,
  root: here,
  plugins: [pureSchemas, onlyWebSocket],
  resolve: { conditions: ['chairside-source', 'browser', 'module', 'import', 'default'] },
  build: {
    outDir: join(here, 'dist'),
    emptyOutDir: false, // what `tsc -b` wrote lies there too
    target: 'es2022',
    sourcemap: true,
    modulePreload: false,
    rolldownOptions: {
      treeshake: { moduleSideEffects: [{ test: /typebox/, sideEffects: false }] },
      input: join(here, 'src/bundle.ts'),
      preserveEntrySignatures: 'exports-only',
      output: { entryFileNames: 'chairside.js', codeSplitting: false },
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
    target: 'es2022',
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: { input: pages.map((page) => join(demo, `${page}.html`)) },
  },
}

if (!process.argv.includes('--when-older') || !isFresh()) {
  await build(buildBundle)
  await build(buildDemo)
  const size = gzipSync(readFileSync(bundle)).length
  console.log(`Built client/dist/chairside.js: ${Math.round(size / 1024)} KB gzipped.`)
}
