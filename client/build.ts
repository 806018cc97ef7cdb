// Builds the files that a browser loads: dist/chairside.js, with the SDK and the elements of the live exchange in one
// module, dist/documents.js, which imports it and has the elements of documents, dist/patient-documents.js on top of both, the page of share links and the frame that
// draws documents in dist/pages, and the demo pages in dist/demo.
// `node client/build.ts [--when-older]`; with the flag only if a source is newer.
import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type InlineConfig, type Plugin, parseSync, Visitor } from 'vite'
import { losesVariables } from './fields.ts'
import { en } from './src/messages/en.ts'
import { sk } from './src/messages/sk.ts'
import type { Message } from './src/messages/table.ts'

const here = import.meta.dirname
const demo = join(here, 'demo')
const pages = ['practitioner', 'patient', 'desk', 'day', 'programme']
const scripts = ['chairside.js', 'documents.js', 'patient-documents.js'].map((name) =>
  join(here, 'dist', name),
)
/** The pages that are served in production, too, each with its script and its sheet in a folder of its own. */
const ownPages = ['link', 'viewer']
const outputs = [
  ...scripts,
  ...pages.map((page) => join(here, `dist/demo/${page}.html`)),
  ...ownPages.map((page) => join(here, `dist/pages/${page}/${page}.html`)),
]
const sources = ['build.ts', 'src', 'demo', 'pages', '../protocol/src', '../package-lock.json'].map((path) =>
  join(here, path),
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

/** Tells the bundler that making a schema has no side effect, so that the bundle leaves out schemas that no page reads. */
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

/**
 * Files of Socket.IO that no page needs: transports other than WebSocket, messages that are not text, pauses between dials,
 * and a parser of addresses for old browsers. Each has the code that replaces it, with the exports that importers name.
 */
const spared: Readonly<Record<string, string>> = {
  'engine.io-client/build/esm/transports/index.js':
    "import { WS } from './websocket.js'\nexport const transports = { websocket: WS }",
  'engine.io-client/build/esm/transports/polling-xhr.js': 'export class XHR {}',
  'engine.io-client/build/esm/contrib/parseuri.js': `export const parse = (source) => {
      const { protocol, hostname, port, pathname: path, search } = new URL(source)
      const host = hostname.replace(/[[\\]]/g, '')
      return { source, protocol: protocol.slice(0, -1), host, port, path, query: search.slice(1), queryKey: {} }
    }`,
  'engine.io-parser/build/esm/encodePacket.browser.js': `import { PACKET_TYPES } from './commons.js'
    export const encodePacket = ({ type, data }, _, callback) => callback(PACKET_TYPES[type] + (data || ''))
    export const encodePacketToBinary = () => {}`,
  'engine.io-parser/build/esm/decodePacket.browser.js': `import { ERROR_PACKET, PACKET_TYPES_REVERSE } from './commons.js'
    export const decodePacket = (packet) => {
      const type = PACKET_TYPES_REVERSE[packet[0]]
      return !type ? ERROR_PACKET : packet.length > 1 ? { type, data: packet.slice(1) } : { type }
    }`,
  'socket.io-client/build/esm/contrib/backo2.js': 'export class Backoff { reset() {} }',
  'socket.io-parser/build/esm/is-binary.js':
    'export const isBinary = () => false\nexport const hasBinary = () => false',
  'socket.io-parser/build/esm/binary.js': `export const deconstructPacket = () => {}
    export const reconstructPacket = (packet) => packet`,
}

/** Puts the replacements of `spared` in. Fails if a file is not found any more. */
const onlyTextByWebSocket = (): Plugin => {
  const left = new Set(Object.keys(spared))
  return {
    name: 'only-text-by-websocket',
    transform: {
      filter: { id: /\/(engine|socket)\.io-\w+\/build\/esm\// },
      handler: (_, id) => {
        const path = Object.keys(spared).find((one) => id.endsWith(one))
        if (path === undefined) return null
        left.delete(path)
        return { code: spared[path] ?? '', map: null }
      },
    },
    buildEnd: (error) => {
      if (!error && left.size > 0) throw new Error(`Socket.IO has no ${[...left].join(', ')} any more`)
    },
  }
}

const noWork = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, '{}']))

/**
 * Bodies for methods of Socket.IO whose work is not needed: a WebSocket is never upgraded and sends everything that waits,
 * our connection dials by itself, and nothing uses queues, binary packets or most kinds of listeners.
 */
const unusedMethods: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'engine.io-client/build/esm/socket.js': {
    _open: `{
      this.readyState = 'opening'
      const transport = this.createTransport('websocket')
      transport.open()
      this.setTransport(transport)
    }`,
    _probe: '{}',
    _filterUpgrades: '{ return [] }',
    _getWritablePackets: '{ return this.writeBuffer }',
  },
  // Without the options that only Node and React Native take.
  'engine.io-client/build/esm/transports/websocket.js': {
    doOpen: `{
      try {
        this.ws = new WebSocket(this.uri())
      } catch (error) {
        return this.emitReserved('error', error)
      }
      this.ws.binaryType = this.socket.binaryType
      this.addEventListeners()
    }`,
    createSocket: '{}',
  },
  // With the options that our connection gives, and the usual ones for the others.
  'socket.io-client/build/esm/manager.js': {
    constructor: `{
      super()
      this.nsps = {}
      this.subs = []
      this.opts = opts
      installTimerFunctions(this, opts)
      this.backoff = new Backoff()
      this._timeout = opts.timeout ?? 20_000
      this._readyState = 'closed'
      this.uri = uri
      this.encoder = new parser.Encoder()
      this.decoder = new parser.Decoder()
      this._autoConnect = opts.autoConnect !== false
      if (this._autoConnect) this.open()
    }`,
    ...noWork(
      ...['reconnect', 'onreconnect', 'maybeReconnectOnOpen', 'reconnection', 'reconnectionAttempts'],
      ...['reconnectionDelay', 'reconnectionDelayMax', 'randomizationFactor', 'timeout'],
    ),
  },
  'socket.io-client/build/esm/socket.js': noWork(
    ...['_addToQueue', '_drainQueue', 'send', 'ack', 'compress', 'prependAny', 'offAny', 'listenersAny'],
    ...['onAnyOutgoing', 'prependAnyOutgoing', 'offAnyOutgoing', 'listenersAnyOutgoing'],
    'notifyOutgoingListeners',
  ),
  'socket.io-parser/build/esm/index.js': noWork(
    ...['encodeAsBinary', 'takeBinaryData', 'finishedReconstruction'],
  ),
}

/** Puts the bodies of `unusedMethods` in. */
const lessWork: Plugin = {
  name: 'less-work',
  transform: {
    filter: { id: /\/(engine|socket)\.io-\w+\/build\/esm\// },
    handler: (whole, id) => {
      const path = id.split('node_modules/').at(-1) ?? ''
      const bodies = Object.entries(unusedMethods[path] ?? {})
      const code = bodies.reduce((text, [name, body]) => {
        const method = new RegExp(`^( {4}${name}\\([^)]*\\)) \\{$.*?^ {4}\\}$`, 'ms')
        if (!method.test(text)) throw new Error(`${path} has no ${name} any more`)
        return text.replace(method, `$1 ${body}`)
      }, whole)
      return { code, map: null }
    },
  },
}

/** Removes comments, and spaces that say nothing, from style sheets. Their lines come after them. */
const plainSheet = (code: string): string =>
  code.replaceAll(/\/\*[^*].*?\*\//gs, '').replaceAll(/css`[^`]*`/g, (sheet) => {
    const lines = sheet.split(/\n */)
    const bare = lines.join(' ').replaceAll(/(?<=[`:;{},]) +|;? +(?=[`{}])/g, '')
    return bare + '\n'.repeat(lines.length - 1)
  })

/** Removes the indents of templates, and comments and spaces of style sheets. Every line keeps its number. */
const plainTemplates: Plugin = {
  name: 'plain-templates',
  enforce: 'pre',
  transform: {
    filter: { id: /client\/(src\/elements|pages)\/.*\.ts$/ },
    handler: (code, id) => {
      const bare = id.includes('/style') ? plainSheet(code) : code
      return { code: bare.replaceAll(/\n[ \t]+/g, '\n'), map: null }
    },
  },
}

/** Lets lit make its Trusted Types policy by `litPolicy`, because a policy that a page refuses must not stop the bundle. */
const putPolicy: Plugin = {
  name: 'put-policy',
  transform(code, id) {
    if (!id.endsWith('/lit-html/lit-html.js')) return null
    const own = /(\w+)\.createPolicy\("lit-html",\{createHTML:\w+=>\w+\}\)/
    if (!own.test(code)) throw new Error('lit makes its policy in another way')
    const from = JSON.stringify(join(here, 'src/lit-policy.ts'))
    return { code: `import { litPolicy } from ${from};${code.replace(own, 'litPolicy($1)')}`, map: null }
  },
}

/**
 * Safari before 16 loses a variable in the first value of a field that also has an arrow or parentheses
 * (https://webkit.org/b/236843): so such a value gets a function of its own, with a parameter so that the minifier keeps
 * it. A static block, which Safari before 16.4 cannot read, gets one, too.
 */
const wrapFields: Plugin = {
  name: 'wrap-fields',
  enforce: 'post',
  transform(code, id) {
    if (!/\.[jt]s$/.test(id)) return null
    const found: { start: number; end: number; put: (text: string) => string }[] = []
    new Visitor({
      PropertyDefinition: ({ value }) => {
        if (value && losesVariables(value, code))
          found.push({ ...value, put: (text) => `((_ = 0) => (${text}))()` })
      },
      StaticBlock: (block) => {
        const put = (text: string) =>
          `static #block${block.start} = ((_ = 0) => ${text.slice('static'.length)})()`
        found.push({ ...block, put })
      },
    }).visit(parseSync('module.js', code).program)
    const last = found.sort((one, other) => other.start - one.start)
    const wrapped = last.reduce(
      (text, { start, end, put }) => text.slice(0, start) + put(text.slice(start, end)) + text.slice(end),
      code,
    )
    return { code: wrapped, map: null }
  },
}

/** What stands for `import("./documents.js")` until the script is written: as long, and nothing that Vite wraps. */
const later = 'chairside_documents_js()'

/** In the scripts, the code of documents that chairside.js loads later is documents.js: so no third file is made. */
const laterDocuments: Plugin = {
  name: 'later-documents',
  enforce: 'pre',
  transform: {
    filter: { id: /appointment\/documents-of\.ts$/ },
    handler: (code) => ({ code: code.replace("import('../documents/documents.ts')", later), map: null }),
  },
  generateBundle(_, bundle) {
    const live = bundle['chairside.js']
    if (live?.type !== 'chunk' || !live.code.includes(later))
      throw new Error('Nothing loads documents.js later.')
    live.code = live.code.replace(later, 'import("./documents.js")')
  },
}

/**
 * Lets each script run only with those of its own build: what it imports from them has other short names in each build. So
 * a script exports a name that says which build it is, and the next one imports that name.
 */
const sameBuild: Plugin = {
  name: 'same-build',
  generateBundle(_, bundle) {
    let before: { readonly name: string; readonly build: string } | undefined
    for (const name of ['chairside.js', 'documents.js', 'patient-documents.js']) {
      const script = bundle[name]
      if (script?.type !== 'chunk') throw new Error('A script is missing.')
      const put = (line: string) => {
        script.code = script.code.replace(/(?=\/\/# sourceMappingURL=.*$)/, `${line}\n`)
      }
      if (before) put(`import{${before.build}}from"./${before.name}"`)
      const build = `build_${createHash('sha256').update(script.code).digest('hex').slice(0, 8)}`
      if (name !== 'patient-documents.js') put(`export const ${build}=1`)
      before = { name, build }
    }
  },
}

// Chrome 109, Firefox 115 and Safari 15.4 (README.md). It says `safari16`, because for 15.4 the build would rewrite every
// private field, which 15.4 can read; `wrapFields` mends the one thing that 15.4 reads wrongly.
const baseline = ['chrome109', 'firefox115', 'safari16']

const common = { configFile: false, logLevel: 'warn', publicDir: false } satisfies InlineConfig

const buildBundle: InlineConfig = {
  ...common,
  root: here,
  plugins: [
    ...[pureSchemas, onlyTextByWebSocket(), lessWork, plainTemplates, putPolicy, wrapFields],
    ...[laterDocuments, sameBuild],
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
      output: { entryFileNames: '[name].js' },
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

/** The sentences of the elements' own tables that a page of its own says; all others stay out of its script. */
const fewSentences = ['dayTime', 'download', 'tryAgain'] as const

/** Leaves the other sentences out, and fails if the page says one of them. */
const onlyFewSentences: Plugin = {
  name: 'only-few-sentences',
  enforce: 'pre',
  transform: {
    filter: { id: /client\/(src|pages)\/.*\.ts$/ },
    handler: (code, id) => {
      const table = /\/messages\/(en|sk)\.ts$/.exec(id)?.[1]
      if (table !== undefined) {
        const all: Readonly<Record<string, Message>> = table === 'en' ? en : sk
        const few = Object.fromEntries(fewSentences.map((key) => [key, all[key]]))
        return { code: `export const ${table} = ${JSON.stringify(few)}`, map: null }
      }
      const said = [...code.matchAll(/\b(?:words|this)\.say\('(\w+)'/g)].map(([, key]) => key)
      const missing = said.filter((key) => !fewSentences.some((one) => one === key))
      if (missing.length > 0) throw new Error(`${id} says ${missing.join(', ')}, which the page has not`)
      return null
    },
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
      output: { entryFileNames: `${page}/${page}.js`, assetFileNames: `${page}/${page}[extname]` },
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
  await build(buildBundle)
  await build(buildDemo)
  for (const page of ownPages) await build(buildPage(page))
  await build(buildWorker)
  copyDrawing()
  for (const script of [
    ...scripts,
    ...ownPages.map((page) => join(here, `dist/pages/${page}/${page}/${page}.js`)),
  ]) {
    const size = gzipSync(readFileSync(script)).length
    console.log(`Built ${basename(script)}: ${Math.ceil(size / 1024)} KB gzipped.`)
  }
}
