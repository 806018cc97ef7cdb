import type { FileSource } from '../../../upload/source.ts'
import type { Handles } from '../../tray/file-handles.ts'

type OpenPicker = (options: { readonly multiple: boolean }) => Promise<FileSystemFileHandle[]>

/**
 * Lets the person choose files. With the browser's picker that gives handles, an upload goes on after a reload; phones keep
 * the file input, and so do browsers that a program drives, which cannot answer the picker.
 *
 * @param take is called with the files, unless none is chosen
 */
export async function chooseFiles(
  input: HTMLInputElement,
  take: (sources: readonly FileSource[]) => void,
): Promise<void> {
  const { showOpenFilePicker } = window as { showOpenFilePicker?: OpenPicker }
  if (!showOpenFilePicker || navigator.webdriver || !matchMedia('(pointer: fine)').matches) {
    input.onchange = () => {
      const files = [...(input.files ?? [])]
      // So that the same file can be chosen again.
      input.value = ''
      if (files.length > 0) take(files)
    }
    input.click()
    return
  }
  try {
    const handles = await showOpenFilePicker.call(window, { multiple: input.multiple })
    take(sourcesOf(await Promise.all(handles.map((handle) => handle.getFile())), handles))
  } catch (error) {
    // AbortError: the person closed the picker. Any other error is the browser's refusal, as in a frame of another origin.
    if (!(error instanceof DOMException && error.name === 'AbortError')) input.click()
  }
}

/** Files with their handles, as far as the browser gives them. */
export async function withHandles(files: readonly File[], handles: Handles): Promise<FileSource[]> {
  const found = await Promise.all(handles.map(async (handle) => (await handle) ?? undefined))
  return sourcesOf(files, found)
}

const sourcesOf = (
  files: readonly File[],
  handles: readonly (FileSystemHandle | undefined)[],
): FileSource[] =>
  files.map((file, at) => {
    const handle = handles[at]
    if (handle?.kind !== 'file') return file
    return { name: file.name, blob: file, handle: handle as FileSystemFileHandle }
  })
