// The frame that draws a document. It runs with an opaque origin: it has no storage, no token and no address of a document,
// and knows the page around it only by one port.
import { fetchLanguage, withPatience } from '../../src/messages/languages.ts'
import type { FromFrame, ToFrame } from '../../src/viewer/talk.ts'
import { openReader, type Reader } from './reader.ts'

addEventListener('message', (event: MessageEvent<unknown>) => {
  const [port] = event.ports
  if (event.source === window.parent && port) listen(port)
})

/** Serves the page at the other end of the port: the first one only. */
let isTaken = false
function listen(port: MessagePort): void {
  if (isTaken) return
  isTaken = true
  const tell = (message: FromFrame): void => port.postMessage(message)
  let opening: Promise<Reader> | undefined
  port.onmessage = ({ data }: MessageEvent<ToFrame>) => {
    switch (data.say) {
      case 'still-there':
        tell({ say: 'here' })
        return
      case 'open':
        opening ??= withPatience(fetchLanguage(data.lang, ['live', 'documents'])).then(() =>
          openReader(data, tell),
        )
        return
      default:
        // What comes while the language is fetched waits for it.
        void opening?.then((reader) => reader.hear(data))
    }
  }
  tell({ say: 'here' })
}
