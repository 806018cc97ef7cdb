import type { TemplateResult } from 'lit'
import type { ProfileDocument } from '../../../documents/profile-document.ts'
import { sayOfLibrary } from '../../../messages/library.ts'
import { sayOfProfile as say } from '../../../messages/profile.ts'
import { icon } from '../../kit/icon.ts'
import type { MenuItem } from '../kit/menu.ts'
import { sign } from '../kit/sign.ts'
import type { ProfileScene } from './scene.ts'

/** Everything that can be done with a document. */
export function rowMenu(one: ProfileDocument, scene: ProfileScene): TemplateResult {
  const { words, menus, acts, more, sharing, name } = scene
  const { document, id, link, onProfile } = one
  const sensitive = document.sensitivity === 'sensitive'
  const items: MenuItem[] = [
    { words: sayOfLibrary(words, 'open'), sign: sign('eye'), act: () => void acts.open(document) },
    { words: say(words, 'shareLink'), sign: sign('link'), act: () => sharing.begin(one) },
    sensitive
      ? {
          words: say(words, 'makeNormal'),
          sign: sign('unlock'),
          act: () => sharing.begin(one, { asksNormal: true }),
        }
      : { words: say(words, 'makeSensitive'), sign: icon('lock'), act: () => more.makeSensitive(one) },
    {
      words: say(words, 'changeDate'),
      sign: icon('clock'),
      act: () => acts.openForm(document, 'access'),
    },
    onProfile
      ? { words: say(words, 'offProfile', { name }), sign: sign('folder'), act: () => more.takeOff(one) }
      : {
          words: say(words, 'toProfile', { name }),
          sign: sign('folder'),
          act: () => more.moveToProfile(one),
        },
    ...(link?.state === 'shared'
      ? [
          {
            ...{ words: say(words, 'withdraw'), sign: icon('stop'), grave: true },
            act: () => {
              sharing.begin(one)
              void sharing.withdraw()
            },
          },
        ]
      : []),
    {
      ...{ words: sayOfLibrary(words, 'remove'), sign: icon('close'), grave: true },
      act: () => acts.openForm(document, 'delete'),
    },
  ]
  return menus.button(id, say(words, 'actions', { file: document.name }), items)
}
