import type { Plugin } from 'vite'
import { en } from '../src/messages/en.ts'
import { sk } from '../src/messages/sk.ts'
import type { Message } from '../src/messages/table.ts'

/** The sentences of the elements' own tables that a page of its own says; all others stay out of its script. */
const fewSentences = ['dayTime', 'download', 'tryAgain'] as const

/** Leaves the other sentences out, and fails if the page says one of them. */
export const onlyFewSentences: Plugin = {
  name: 'only-few-sentences',
  enforce: 'pre',
  transform: {
    filter: { id: /client\/(src|pages)\/.*\.ts$/ },
    handler: (code, id) => {
      const table = /\/messages\/(en|sk)\.ts$/.exec(id)?.[1]
      if (table !== undefined) {
        const all: Readonly<Record<string, Message>> = table === 'en' ? en : sk
        const few = Object.fromEntries(fewSentences.map((key) => [key, all[key]]))
        return { code: `export const ${table} = ${JSON.stringify(few)}`, map: null }
      }
      const said = [...code.matchAll(/\b(?:words|this)\.say\('(\w+)'/g)].map(([, key]) => key)
      const missing = said.filter((key) => !fewSentences.some((one) => one === key))
      if (missing.length > 0) throw new Error(`${id} says ${missing.join(', ')}, which the page has not`)
      return null
    },
  },
}
