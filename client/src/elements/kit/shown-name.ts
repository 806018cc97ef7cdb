import type { Participant } from '@chairside/protocol'
import { callName } from '../../messages/call-name.ts'
import type { Words } from '../../messages/words.ts'

/** A file's name as it is shown; a fixed word if the name was erased. */
export function shownFile(name: string, words: Words): string {
  return name === '' ? words.say('erasedFile') : name
}

/** A person's full name as it is shown; a fixed word if the name was erased. */
export function shownPerson({ name }: Pick<Participant, 'name'>, words: Words): string {
  return name === '' ? words.say('erasedPerson') : name
}

/** A person's name in a sentence; a fixed word if the name was erased. */
export function shownCall({ name, role }: Pick<Participant, 'name' | 'role'>, words: Words): string {
  return name === '' ? words.say('erasedPerson') : callName(name, role)
}
