import { type Plugin, parseSync, Visitor } from 'vite'
import { losesVariables } from './fields.ts'

/**
 * Safari before 16 loses a variable in the first value of a field that also has an arrow or parentheses
 * (https://webkit.org/b/236843): so such a value gets a function of its own, with a parameter so that the minifier keeps
 * it. A static block, which Safari before 16.4 cannot read, gets one, too.
 */
export const wrapFields: Plugin = {
  name: 'wrap-fields',
  enforce: 'post',
  transform(code, id) {
    if (!/\.[jt]s$/.test(id)) return null
    const found: { start: number; end: number; put: (text: string) => string }[] = []
    new Visitor({
      PropertyDefinition: ({ value }) => {
        if (value && losesVariables(value, code))
          found.push({ ...value, put: (text) => `((_ = 0) => (${text}))()` })
      },
      StaticBlock: (block) => {
        const put = (text: string) =>
          `static #block${block.start} = ((_ = 0) => ${text.slice('static'.length)})()`
        found.push({ ...block, put })
      },
    }).visit(parseSync('module.js', code).program)
    const last = found.sort((one, other) => other.start - one.start)
    const wrapped = last.reduce(
      (text, { start, end, put }) => text.slice(0, start) + put(text.slice(start, end)) + text.slice(end),
      code,
    )
    return { code: wrapped, map: null }
  },
}

// Chrome 109, Firefox 115 and Safari 15.4 (README.md). It says `safari16`, because for 15.4 the build would rewrite every
// private field, which 15.4 can read; `wrapFields` mends the one thing that 15.4 reads wrongly.
export const baseline = ['chrome109', 'firefox115', 'safari16']
