import { join } from 'node:path'
import type { Plugin } from 'vite'

/** Lets lit make its Trusted Types policy by `litPolicy`, because a policy that a page refuses must not stop the bundle. */
export const putPolicy: Plugin = {
  name: 'put-policy',
  transform(code, id) {
    if (!id.endsWith('/lit-html/lit-html.js')) return null
    const own = /(\w+)\.createPolicy\("lit-html",\{createHTML:\w+=>\w+\}\)/
    if (!own.test(code)) throw new Error('lit makes its policy in another way')
    const from = JSON.stringify(join(import.meta.dirname, '../src/lit-policy.ts'))
    return { code: `import { litPolicy } from ${from};${code.replace(own, 'litPolicy($1)')}`, map: null }
  },
}
