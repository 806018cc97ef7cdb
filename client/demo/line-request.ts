// Replaces the page's XMLHttpRequest. On a cut line, a request ends with an error, not with an abort. On a slow line, it
// sends an upload in small pieces with pauses, so that the server's count grows slowly.
import { isLineCut, isLineSlow, onCut } from './line.ts'

/** 64 KiB each 0.4 s: 1.3 Mbit/s, a phone at the edge of its network. */
const PIECE_BYTES = 64 * 1024
const PIECE_MS = 400

type Body = Document | XMLHttpRequestBodyInit | null

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export class LineRequest extends XMLHttpRequest {
  #method = 'GET'
  #address: string | URL = ''
  #headers = new Map<string, string>()
  #cut = false
  #stopped = false
  #piece: XMLHttpRequest | undefined

  constructor() {
    super()
    this.addEventListener('abort', (event) => {
      if (!this.#cut) return
      event.stopImmediatePropagation()
      this.dispatchEvent(new ProgressEvent('error'))
    })
    // The native request sends only the last piece, so its own progress would fall back to zero.
    this.upload.addEventListener('progress', (event) => {
      if (this.#piece && event.isTrusted) event.stopImmediatePropagation()
    })
  }

  override open(
    method: string,
    url: string | URL,
    async = true,
    user?: string | null,
    password?: string | null,
  ) {
    this.#method = method.toUpperCase()
    this.#address = url
    this.#headers.clear()
    this.#cut = false
    this.#stopped = false
    this.#piece = undefined
    super.open(method, url, async, user, password)
  }

  /** Keeps the header until `send`: a native header cannot be replaced, and each piece needs its own Upload-Offset. */
  override setRequestHeader(name: string, value: string) {
    const key = name.toLowerCase()
    const before = this.#headers.get(key)
    this.#headers.set(key, before === undefined ? value : `${before}, ${value}`)
  }

  override send(body: Body = null) {
    const upload = this.#method === 'PATCH' && this.#headers.has('upload-offset')
    if (upload && body instanceof Blob && isLineSlow()) void this.#sendInPieces(body)
    else this.#sendOnLine(body)
  }

  override abort() {
    this.#stopped = true
    this.#piece?.abort()
    super.abort()
  }

  #sendOnLine(body: Body) {
    if (isLineCut()) return void queueMicrotask(() => this.#fail())
    const forget = onCut(() => {
      this.#cut = true
      super.abort()
    })
    this.addEventListener('loadend', forget, { once: true })
    for (const [name, value] of this.#headers) super.setRequestHeader(name, value)
    super.send(body)
  }

  #fail() {
    if (this.#stopped) return
    this.dispatchEvent(new ProgressEvent('error'))
    this.dispatchEvent(new ProgressEvent('loadend'))
  }

  /** Sends all pieces but the last as requests of their own; this request sends the last, or the rest after a refusal. */
  async #sendInPieces(body: Blob) {
    const start = Number(this.#headers.get('upload-offset'))
    let sent = 0
    while (isLineSlow() && body.size - sent > PIECE_BYTES) {
      await pause(PIECE_MS)
      if (this.#stopped) return
      const status = await this.#sendPiece(start + sent, body.slice(sent, sent + PIECE_BYTES))
      if (this.#stopped) return
      if (status === 0) return this.#fail()
      if (status !== 204) break
      sent += PIECE_BYTES
      const progress = { lengthComputable: true, loaded: sent, total: body.size }
      this.upload.dispatchEvent(new ProgressEvent('progress', progress))
    }
    if (isLineSlow()) await pause(PIECE_MS)
    if (this.#stopped) return
    this.#headers.set('upload-offset', String(start + sent))
    this.#sendOnLine(body.slice(sent))
  }

  #sendPiece(offset: number, bytes: Blob) {
    const piece = new LineRequest()
    this.#piece = piece
    piece.open('PATCH', this.#address)
    for (const [name, value] of this.#headers) piece.setRequestHeader(name, value)
    piece.#headers.set('upload-offset', String(offset))
    return new Promise<number>((resolve) => {
      piece.addEventListener('loadend', () => resolve(piece.status))
      piece.#sendOnLine(bytes)
    })
  }
}
