import { extensionOf } from '@chairside/protocol'
import { svg, type TemplateResult } from 'lit'

type Kind = 'pdf' | 'doc' | 'xls' | 'ppt' | 'img' | 'vid' | 'any'

const sheet = svg`<path class="edge" d="M10 3h14l8 8v23a3 3 0 0 1-3 3H10a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3ZM24 3v6a2 2 0 0 0 2 2h6" />`

/** The silhouette of each kind; the letters stand on the band below it. */
const silhouettes: Readonly<Record<Kind, TemplateResult>> = {
  pdf: svg`${sheet}<path class="edge" d="M12 10h7M12 15h13" />`,
  doc: svg`${sheet}<path class="edge" d="M12 8.5h7M12 12.5h7M12 16.5h15" />`,
  any: svg`${sheet}<path class="dots" d="M13.5 14h.01M19.5 14h.01M25.5 14h.01" />`,
  xls: svg`<path class="edge" d="M7.5 4h25a3 3 0 0 1 3 3v26a3 3 0 0 1-3 3h-25a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3ZM4.5 12h31M15 4v17M25 4v17" />`,
  ppt: svg`<path class="edge" d="M3 5.5h34M5.5 5.5V29h29V5.5M20 34v2.5M14.5 37h11" /><path class="post" d="M13.5 16.5v-2.5M20 16.5v-6.5M26.5 16.5v-4.5" />`,
  img: svg`<path class="edge" d="M6 5.5h28a3 3 0 0 1 3 3v21a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3v-21a3 3 0 0 1 3-3ZM17.5 20l6-8.5 9.5 8.5" /><circle class="fill" cx="11.5" cy="12.5" r="2.5" />`,
  vid: svg`<path class="edge" d="M6 5.5h28a3 3 0 0 1 3 3v21a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3v-21a3 3 0 0 1 3-3Z" /><path class="fill" d="M17 9v8l7-4z" />`,
}

const kinds: Readonly<Record<string, Kind>> = {
  pdf: 'pdf',
  jpg: 'img',
  jpeg: 'img',
  jpe: 'img',
  jfif: 'img',
  png: 'img',
  gif: 'img',
  heic: 'img',
  webp: 'img',
  doc: 'doc',
  docx: 'doc',
  xls: 'xls',
  xlsx: 'xls',
  ppt: 'ppt',
  pptx: 'ppt',
  mp4: 'vid',
  mov: 'vid',
}

/** The sign of a file's kind: silhouette and letters, never colour alone. Screen readers skip it: the name says it. */
export function fileIcon(name: string): TemplateResult {
  const extension = extensionOf(name)
  const kind = kinds[extension]
  const letters = kind ? extension.replace(/^j.*/, 'jpg').toUpperCase() : 'FILE'
  return svg`<svg class="mark ${kind ?? 'any'}" part="mark" viewBox="0 0 40 40" aria-hidden="true">
    ${silhouettes[kind ?? 'any']}<rect class="fill" x="4" y="20.5" width="32" height="13.5" rx="3.25" />
    <text x="20" y="30.5">${letters}</text>
  </svg>`
}
