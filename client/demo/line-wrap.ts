// Wraps the page's fetch, XMLHttpRequest and WebSocket before the SDK is loaded, so that a cut or slow line can be tried
// without touching the device. The browser's own downloads cannot be wrapped.
import { abortWith } from '../src/async/abort.ts'
import { isLineCut, onCut } from './line.ts'
import { LineRequest } from './line-request.ts'

class LineSocket extends WebSocket {
  constructor(address: string | URL, protocols: string | string[] = []) {
    super(address, protocols)
    if (isLineCut()) this.close()
    else
      this.addEventListener(
        'close',
        onCut(() => this.close()),
      )
  }
}

const unreachable = () => new TypeError('Failed to fetch')

const lineFetch =
  (plain: typeof fetch): typeof fetch =>
  async (input, init) => {
    if (isLineCut()) throw unreachable()
    const own = init?.signal ?? (input instanceof Request ? input.signal : undefined)
    const cut = abortWith(own)
    const forget = onCut(() => cut.abort(unreachable()))
    try {
      return await plain(input, { ...init, signal: cut.signal })
    } finally {
      forget()
      cut.letGo()
    }
  }

export const wrapLine = () => {
  window.WebSocket = LineSocket
  window.XMLHttpRequest = LineRequest
  window.fetch = lineFetch(window.fetch.bind(window))
}
