import type { Source } from './source.ts'

/*
 * Programs, which run when opened: PE (Microsoft PE format, 2), ELF (System V ABI, 4), Mach-O
 * (mach-o/loader.h, fat.h), Java (JVMS 4.1), Dalvik (dex), shell links (MS-SHLLINK 2.1), POSIX scripts (#!).
 */

const signatures: readonly (readonly [string, string])[] = [
  ['exe', '4d5a'],
  ['elf', '7f454c46'],
  ['macho', 'feedface'],
  ['macho', 'feedfacf'],
  ['macho', 'cefaedfe'],
  ['macho', 'cffaedfe'],
  ['class', 'cafebabe'],
  ['macho', 'cafebabf'],
  ['dex', '6465780a'],
  ['lnk', '4c0000000114020000000000c000000000000046'],
  ['sh', '2321'],
]

/** Endings of containers that are programs or install one. */
const containers: ReadonlySet<string> = new Set(['msi', 'jar', 'apk'])

/** The ending of the program that a content is, or undefined. `extension` is the ending of its container. */
export async function programOf(source: Source, extension: string | undefined): Promise<string | undefined> {
  if (extension !== undefined && containers.has(extension)) return extension
  const head = (await source.read(0, 20)).toString('hex')
  return signatures.find(([, signature]) => head.startsWith(signature))?.[0]
}
