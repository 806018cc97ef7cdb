import type { Plugin } from 'vite'
import type { Message } from '../src/messages/table.ts'

/** The sentences of the elements' own tables that a page of its own says; all others stay out of its scripts. */
const fewSentences = ['dayTime', 'download', 'tryAgain'] as const

/** Leaves the other sentences out, and fails if the page says one of them. */
export const onlyFewSentences: Plugin = {
  name: 'only-few-sentences',
  enforce: 'pre',
  transform: {
    filter: { id: /client\/(src|pages)\/.*\.ts$/ },
    handler: async (code, id) => {
      if (/\/messages\/\w+\/live\.ts$/.test(id)) {
        const tables: Readonly<Record<string, Readonly<Record<string, Message>>>> = await import(id)
        const few = Object.entries(tables).map(
          ([name, all]) =>
            `export const ${name} = ${JSON.stringify(Object.fromEntries(fewSentences.map((key) => [key, all[key]])))}`,
        )
        return { code: few.join('\n'), map: null }
      }
      const said = [...code.matchAll(/\b(?:words|this)\.say\('(\w+)'/g)].map(([, key]) => key)
      const missing = said.filter((key) => !fewSentences.some((one) => one === key))
      if (missing.length > 0) throw new Error(`${id} says ${missing.join(', ')}, which the page has not`)
      return null
    },
  },
}
