import { html, type TemplateResult } from 'lit'

/** The two file inputs of a panel, out of sight: for the tray, and for one file that goes on. */
export function pickers(
  accept: string,
  acts: { add(files: File[]): void; attach(file: File): Promise<void> },
): TemplateResult {
  return html`<input id="files" type="file" multiple accept=${accept} hidden @change=${(event: Event) => acts.add(taken(event))} />
    <input
      id="file-again"
      type="file"
      accept=${accept}
      hidden
      @change=${(event: Event) => {
        const [file] = taken(event)
        if (file) acts.attach(file)
      }}
    />`
}

function taken(event: Event): File[] {
  const input = event.target
  if (!(input instanceof HTMLInputElement)) return []
  const files = [...(input.files ?? [])]
  // The same file can be chosen again.
  input.value = ''
  return files
}
