import type { DocumentsLanguage, Language } from './language.ts'

/** A language in two parts, each fetched when a page first speaks it: what a call's panel says, and what documents add. */
interface Parts {
  readonly live: Language
  readonly documents: DocumentsLanguage
}
export type Part = keyof Parts

type File<Name extends Part> = { readonly language: Parts[Name] }

/** Every language but English, whose sentences stand in the scripts themselves. */
const languages: Readonly<Record<string, { readonly [Name in Part]: () => Promise<File<Name>> }>> = {
  ar: {
    live: () => import('./ar/language.ts'),
    documents: () => import('./ar/documents-language.ts'),
  },
  cs: {
    live: () => import('./cs/language.ts'),
    documents: () => import('./cs/documents-language.ts'),
  },
  de: {
    live: () => import('./de/language.ts'),
    documents: () => import('./de/documents-language.ts'),
  },
  es: {
    live: () => import('./es/language.ts'),
    documents: () => import('./es/documents-language.ts'),
  },
  fr: {
    live: () => import('./fr/language.ts'),
    documents: () => import('./fr/documents-language.ts'),
  },
  sk: {
    live: () => import('./sk/language.ts'),
    documents: () => import('./sk/documents-language.ts'),
  },
}

/** How long nothing is shown rather than English, in ms. */
const patience = 3_000
/** The pause before a language that could not be fetched is tried again, in ms; each further one is twice as long. */
const pause = 1_000
const mostTries = 9

const here: { [Name in Part]: Map<string, Parts[Name]> } = { live: new Map(), documents: new Map() }
/** What is on its way, by language and part. */
const coming = new Map<string, Promise<void>>()

/** The languages that the elements speak, as `Intl` names them. */
export const spokenLanguages: readonly string[] = ['en', ...Object.keys(languages)]

/** Whether the elements speak the language of a tag such as "sk-SK". */
export const isSpoken = (tag: string): boolean => /^en\b/i.test(tag) || localeOf(tag).language !== 'en'

/** The locale of a language tag; English where the tag is none, or the language has no table. */
export function localeOf(tag: string): Intl.Locale {
  try {
    const locale = new Intl.Locale(tag)
    // A browser that is too old to have `Object.hasOwn` is told so in its own language.
    if (locale.language === 'en' || languages[locale.language] !== undefined) return locale
  } catch {
    // Not a language tag. The words are English then.
  }
  return new Intl.Locale('en')
}

/** The sentences of a language other than English; undefined as long as they are not fetched. */
export const partOf = <Name extends Part>(lang: string, part: Name): Parts[Name] | undefined =>
  here[part].get(lang)

/**
 * Fetches parts of the language of a tag; undefined if nothing is missing. It never rejects: what cannot be fetched is tried
 * again for some minutes, and said in English until then.
 */
export function fetchLanguage(tag: string, parts: readonly Part[]): Promise<void> | undefined {
  const { language } = localeOf(tag)
  const missing = parts.map((part) => fetchPart(language, part)).filter((part) => part !== undefined)
  return missing.length === 0 ? undefined : Promise.all(missing).then(() => undefined)
}

/** Waits for a language that is fetched, but for three seconds at most: English is better than nothing. */
export const withPatience = (fetched: Promise<void> | undefined): Promise<void> =>
  Promise.race([fetched, new Promise<void>((resolve) => setTimeout(resolve, fetched ? patience : 0))])

function fetchPart<Name extends Part>(lang: string, part: Name): Promise<void> | undefined {
  const name = `${lang} ${part}`
  const first = languages[lang]?.[part]
  if (first === undefined || here[part].has(lang)) return undefined
  if (coming.has(name)) return coming.get(name)
  const fetched = fetchUntilHere(lang, part, first)
  coming.set(name, fetched)
  return fetched
}

async function fetchUntilHere<Name extends Part>(
  lang: string,
  part: Name,
  first: () => Promise<File<Name>>,
): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    try {
      const { language } = await (tries === 0 ? first() : again<Name>(lang, part, tries))
      here[part].set(lang, language)
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause * 2 ** tries))
    }
  }
}

/**
 * Imports a language beside the script once more. Browsers keep in mind that an address of a module failed (HTML, "fetch a
 * single module script"), so each try has an address of its own.
 */
function again<Name extends Part>(lang: string, part: Name, tries: number): Promise<File<Name>> {
  const file = part === 'documents' ? `${lang}-documents` : lang
  const script = import.meta.url
  return import(/* @vite-ignore */ new URL(`./languages/${file}.js?again=${tries}`, script).href)
}
