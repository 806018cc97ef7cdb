import type { Plugin } from 'vite'

/* Makes what pages load smaller, without changing what it does. */

/** Tells the bundler that making a schema has no side effect, so that the bundle leaves out schemas that no page reads. */
export const pureSchemas: Plugin = {
  name: 'pure-schemas',
  enforce: 'pre',
  transform: {
    filter: { id: /protocol\/src/ },
    handler: (code) => ({
      code: code.replaceAll(/(?<=[\s(,[:=])(Type\.\w+|Lines?|inState)\(/g, '/* @__PURE__ */ $1('),
      map: null,
    }),
  },
}

/** Removes comments, and spaces that say nothing, from style sheets. Their lines come after them. */
const plainSheet = (code: string): string =>
  code.replaceAll(/\/\*[^*].*?\*\//gs, '').replaceAll(/css`[^`]*`/g, (sheet) => {
    const lines = sheet.split(/\n */)
    const bare = lines.join(' ').replaceAll(/(?<=[`:;{},]) +|;? +(?=[`{}])/g, '')
    return bare + '\n'.repeat(lines.length - 1)
  })

/** Removes the indents of templates, and comments and spaces of style sheets. Every line keeps its number. */
export const plainTemplates: Plugin = {
  name: 'plain-templates',
  enforce: 'pre',
  transform: {
    filter: { id: /client\/(src\/elements|pages)\/.*\.ts$/ },
    handler: (code, id) => {
      const bare = id.includes('/style') ? plainSheet(code) : code
      return { code: bare.replaceAll(/\n[ \t]+/g, '\n'), map: null }
    },
  },
}
