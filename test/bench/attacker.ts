import { attacks, type Held, type Target } from './attacks.ts'

/*
 * One attack, in a process of its own. The first message of the parent names the attack and its target. To every later
 * message it answers how many connections it has opened and how many of them are still open. It ends with the parent.
 */

const held: Held = { opened: 0, open: 0 }

process.once('message', ({ name, target }: { name: string; target: Target }) => {
  process.on('message', () => process.send?.({ ...held }))
  attacks[name]?.(target, held).catch((error: unknown) => {
    console.error(name, error)
    process.exit(1)
  })
})
process.once('disconnect', () => process.exit())
