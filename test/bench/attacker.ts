import { attacks, type Target } from './attacks.ts'

/* One attack, in a process of its own: the parent names it and its target. It ends with the parent. */

process.once('message', ({ name, target }: { name: string; target: Target }) => {
  attacks[name]?.(target).catch((error: unknown) => {
    console.error(name, error)
    process.exit(1)
  })
})
process.once('disconnect', () => process.exit())
