import {
  getDocument,
  PasswordResponses,
  type PDFDocumentProxy,
  PDFWorker,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import { type Bytes, rangeSize } from './bytes.ts'

/** The most pixels of a picture inside a document. A larger one is left out, so that it cannot fill the memory. */
const maxImagePixels = 64_000_000

/** An open document, and the worker that reads it. */
export interface OpenedDocument {
  readonly pdf: PDFDocumentProxy
  /** Ends the worker, whatever it does at the moment. */
  end(): void
}

/** Asks the reader for the document's own password; `wrong`: one was typed and does not open it. */
export type AskPassword = (wrong: boolean) => Promise<string>

const beside = (path: string): string => new URL(path, document.baseURI).href

/**
 * The worker's script as an address of this origin: a frame with an opaque origin may start no worker of another one. It is
 * fetched once.
 */
let script: Promise<string> | undefined
async function workerScript(): Promise<string> {
  const answer = await fetch(beside('./viewer/worker.js'))
  if (!answer.ok) throw new Error(`the worker is not there: ${answer.status}`)
  return URL.createObjectURL(new Blob([await answer.text()], { type: 'text/javascript' }))
}

/**
 * Opens a document in a worker of its own.
 *
 * @throws when it is not a document, or its worker ends
 */
export async function openDocument(bytes: Bytes, askPassword: AskPassword): Promise<OpenedDocument> {
  script ??= workerScript()
  const port = new Worker(await script)
  const failed = Promise.withResolvers<never>()
  port.addEventListener('error', () => failed.reject(new Error('the worker ended')))
  const task = getDocument({
    range: bytes.range(),
    worker: PDFWorker.create({ port, verbosity: 0 }),
    rangeChunkSize: rangeSize,
    // Only what the shown pages need is fetched.
    disableAutoFetch: true,
    disableStream: true,
    cMapUrl: beside('./viewer/cmaps/'),
    standardFontDataUrl: beside('./viewer/standard_fonts/'),
    wasmUrl: beside('./viewer/wasm/'),
    iccUrl: beside('./viewer/iccs/'),
    useWorkerFetch: true,
    // Forms are drawn as they are; nothing in a document runs.
    enableXfa: false,
    disableWorkerRendering: true,
    maxImageSize: maxImagePixels,
    verbosity: 0,
  })
  task.onPassword = (answer: (password: string) => void, reason: number) => {
    void askPassword(reason === PasswordResponses.INCORRECT_PASSWORD).then(answer)
  }
  const end = (): void => {
    port.terminate()
    // It waits for the worker, which has ended.
    task.destroy().catch(() => {})
  }
  try {
    return { pdf: await Promise.race([task.promise, failed.promise]), end }
  } catch (error) {
    end()
    throw error
  }
}
