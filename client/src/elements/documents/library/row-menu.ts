import type { TemplateResult } from 'lit'
import type { LibraryDocument } from '../../../documents/document.ts'
import { sayOfLibrary as say } from '../../../messages/library.ts'
import { icon } from '../../kit/icon.ts'
import type { MenuItem } from '../kit/menu.ts'
import { sign } from '../kit/sign.ts'
import type { RowForm } from './row-acts.ts'
import type { LibraryScene } from './scene.ts'

/** The menu of a document. */
export function rowMenu(
  document: LibraryDocument,
  { words, acts, menus, sessions }: LibraryScene,
): TemplateResult {
  const { id, name, state } = document
  const form = (one: RowForm) => () => acts.openForm(document, one)
  const ready = state === 'ready'
  const items: readonly MenuItem[] = [
    ...(ready ? [{ words: say(words, 'open'), sign: sign('eye'), act: () => void acts.open(document) }] : []),
    ...(ready && sessions
      ? [{ words: say(words, 'attach'), sign: sign('calendar'), act: form('attach') }]
      : []),
    ...(ready
      ? [
          { words: say(words, 'rename'), sign: sign('note'), act: form('rename') },
          { words: say(words, 'access'), sign: icon('lock'), act: form('access') },
        ]
      : []),
    { words: say(words, 'remove'), sign: icon('close'), act: form('delete') },
  ]
  return menus.button(id, say(words, 'actions', { file: name }), items)
}
