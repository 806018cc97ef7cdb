import type { Participant } from '@chairside/protocol'
import { callName } from '../../messages/call-name.ts'
import type { Words } from '../../messages/words.ts'

/** A file's name as it is shown: a plain word for one that was erased. */
export function shownFile(name: string, words: Words): string {
  return name === '' ? words.say('erasedFile') : name
}

/** A person's full name as it is shown: a plain word for one that was erased. */
export function shownPerson({ name }: Pick<Participant, 'name'>, words: Words): string {
  return name === '' ? words.say('erasedPerson') : name
}

/** How a person is named in a sentence; a plain word where the name was erased. */
export function shownCall({ name, role }: Pick<Participant, 'name' | 'role'>, words: Words): string {
  return name === '' ? words.say('erasedPerson') : callName(name, role)
}
