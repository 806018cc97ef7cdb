import { html, type TemplateResult } from 'lit'
import type { Handles } from './file-handles.ts'

/** Takes the files that a person chooses. */
interface Taker {
  add(files: readonly File[], folder?: boolean, handles?: Handles): void
  readonly again: {
    takeOne(file: File, handles?: Handles): Promise<void>
    take(files: readonly File[], handles?: Handles): Promise<void>
  }
}

/** The browser's picker that gives handles (https://wicg.github.io/file-system-access). */
type OpenPicker = (options: {
  readonly multiple: boolean
  readonly types: readonly { readonly accept: Readonly<Record<string, readonly string[]>> }[]
}) => Promise<FileSystemFileHandle[]>

/** A panel's file inputs, out of sight: for the tray, for one file that is chosen again, and for all such files. */
export function pickers(accept: string, taker: Taker): TemplateResult {
  const taken = (event: Event) => {
    const input = event.target
    if (!(input instanceof HTMLInputElement)) return
    const files = [...(input.files ?? [])]
    // So that the same file can be chosen again.
    input.value = ''
    give(input, files, taker)
  }
  return html`<input id="files" type="file" multiple accept=${accept} hidden @change=${taken} />
    <input id="file-again" type="file" accept=${accept} hidden @change=${taken} />
    <input id="files-again" type="file" multiple accept=${accept} hidden @change=${taken} />`
}

/** Lets a person choose files for one of the inputs, if possible by the picker that gives handles. */
export async function browse(input: HTMLInputElement, taker: Taker): Promise<void> {
  const open = handlePicker()
  if (!open) return input.click()
  try {
    const { multiple, accept } = input
    const handles = await open({ multiple, types: [{ accept: typesOf(accept) }] })
    give(input, await Promise.all(handles.map((handle) => handle.getFile())), taker, handles)
  } catch (error) {
    // AbortError: the person closed the picker. Any other error is the browser's refusal, as in a frame of another
    // origin.
    if (!(error instanceof DOMException && error.name === 'AbortError')) input.click()
  }
}

function give({ id }: HTMLInputElement, files: readonly File[], taker: Taker, handles?: Handles): void {
  const [first] = files
  if (!first) return
  if (id === 'files') taker.add(files, false, handles)
  else if (id === 'file-again') void taker.again.takeOne(first, handles)
  else void taker.again.take(files, handles)
}

/**
 * The picker with handles, if it is used here. Phones keep the file input, which offers the camera and hands over JPEG; so
 * do browsers driven by a program, which cannot answer the picker.
 */
function handlePicker(): OpenPicker | undefined {
  const { showOpenFilePicker } = window as { showOpenFilePicker?: OpenPicker }
  if (navigator.webdriver || !matchMedia('(pointer: fine)').matches) return undefined
  return showOpenFilePicker?.bind(window)
}

/** Turns an input's `accept`, where endings stand before their type, into types for `showOpenFilePicker`. */
function typesOf(accept: string): Record<string, string[]> {
  const types: Record<string, string[]> = {}
  let endings: string[] = []
  for (const part of accept.split(',')) {
    if (part.startsWith('.')) endings.push(part)
    else {
      types[part] = endings
      endings = []
    }
  }
  return types
}
