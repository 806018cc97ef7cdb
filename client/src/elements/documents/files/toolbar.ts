import { html, nothing, type TemplateResult } from 'lit'
import type { PatientFiles } from '../../../documents/files.ts'
import { sayOfFiles } from '../../../messages/files.ts'
import type { Words } from '../../../messages/words.ts'
import { segment } from '../kit/segment.ts'
import { filesIn } from './group.ts'
import { seenFiles } from './seen-files.ts'

type Chosen = 'gallery' | 'list'

/** How many files there are, and the choice between gallery and list; nothing without files. */
export function toolbar(
  files: PatientFiles,
  { now, choose }: { readonly now: Chosen; choose(view: Chosen): void },
  words: Words,
): TemplateResult | typeof nothing {
  const items = filesIn(files)
  if (items.length === 0) return nothing
  const fresh = items.filter((item) => seenFiles.isNew(item)).length
  const counts = [
    sayOfFiles(words, 'countFiles', { count: items.length }),
    ...(fresh > 0 ? [sayOfFiles(words, 'countNew', { count: fresh })] : []),
  ]
  const options = [
    { value: 'gallery', words: sayOfFiles(words, 'gallery') },
    { value: 'list', words: sayOfFiles(words, 'list') },
  ] as const
  const name = sayOfFiles(words, 'showAs')
  return html`<div class="toolbar" part="toolbar">
    <p class="subtle" part="count">${counts.join(' · ')}</p>
    ${segment<Chosen>({ name, id: 'view', part: 'view', options, chosen: now, choose })}
  </div>`
}
