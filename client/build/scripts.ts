import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

/* How the scripts of a page find each other. */

/** The scripts with elements; each imports those before it. */
export const elementScripts = ['chairside.js', 'documents.js', 'patient-documents.js'] as const

/** The scripts of the SDK alone; the second imports the first. */
export const sdkScripts = ['chairside-sdk.js', 'chairside-sdk-documents.js'] as const

export const scriptNames = [...elementScripts, ...sdkScripts] as const

/** What stands for `import("./documents.js")` until the script is written: as long, and nothing that Vite wraps. */
const later = 'chairside_documents_js()'

/**
 * Lets the script `live` load the code of documents later from the script `documents`, which is beside it: so no third file is
 * made.
 */
export const laterDocuments = (live: string, documents: string): Plugin => ({
  name: 'later-documents',
  enforce: 'pre',
  transform: {
    filter: { id: /appointment\/documents-of\.ts$/ },
    handler: (code) => ({ code: code.replace("import('../documents/documents.ts')", later), map: null }),
  },
  generateBundle(_, bundle) {
    const script = bundle[live]
    if (script?.type !== 'chunk' || !script.code.includes(later))
      throw new Error(`Nothing loads ${documents} later.`)
    script.code = script.code.replace(later, `import("./${documents}")`)
  },
})

/**
 * Lets each script run only with those of its own build: what it imports from them has other short names in each build. So
 * a script exports a name that says which build it is, and the next one of `names` imports that name.
 */
export const sameBuild = (names: readonly string[]): Plugin => ({
  name: 'same-build',
  generateBundle(_, bundle) {
    let before: { readonly name: string; readonly build: string } | undefined
    for (const name of names) {
      const script = bundle[name]
      if (script?.type !== 'chunk') throw new Error('A script is missing.')
      const put = (line: string) => {
        script.code = script.code.replace(/(?=\/\/# sourceMappingURL=.*$)/, `${line}\n`)
      }
      if (before) put(`import{${before.build}}from"./${before.name}"`)
      const build = `build_${createHash('sha256').update(script.code).digest('hex').slice(0, 8)}`
      if (name !== names.at(-1)) put(`export const ${build}=1`)
      before = { name, build }
    }
  },
})

/**
 * Names the files of languages, which scripts fetch when a page speaks them: "languages/sk.js", "languages/sk-documents.js";
 * and what is fetched when a page is not set up right: "languages/advice.js", "languages/diagnosis.js".
 */
export const languageFile =
  (folder: string) =>
  ({ facadeModuleId, moduleIds }: { facadeModuleId: string | null; moduleIds: string[] }): string => {
    const [, later] = /\/(advice|diagnosis)\.ts$/.exec(facadeModuleId ?? '') ?? []
    if (later) return `${folder}/${later}.js`
    const [, lang = 'none', documents = ''] =
      /\/messages\/(\w+)\/(?:(documents)-)?language\.ts$/.exec(facadeModuleId ?? '') ?? []
    if (lang === 'none' && moduleIds.length > 0) throw new Error(`No page expects a file of ${moduleIds}.`)
    return `${folder}/${lang}${documents && '-documents'}.js`
  }
