import type { Plugin } from 'vite'

/* Leaves out of Socket.IO what no page needs. */

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
export const onlyTextByWebSocket = (): Plugin => {
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
export const lessWork: Plugin = {
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
