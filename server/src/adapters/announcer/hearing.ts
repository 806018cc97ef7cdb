import type { EventName } from '@chairside/protocol'

/** Those of this node who wait for events of a room without a socket. */
export interface Hearing {
  /** Calls `heard` for each event that any node tells the room. The function that it gives ends that. */
  listen(room: string, heard: (name: EventName) => void): () => void
  /** An event is told to a room. */
  told(room: string, name: EventName): void
}

/** Hears what this node tells. */
export function createHearing(): Hearing {
  const listeners = new Map<string, Set<(name: EventName) => void>>()
  return {
    listen: (room, heard) => {
      const mine = listeners.get(room) ?? new Set()
      listeners.set(room, mine.add(heard))
      return () => {
        mine.delete(heard)
        if (mine.size === 0 && listeners.get(room) === mine) listeners.delete(room)
      }
    },
    told: (room, name) => {
      for (const heard of listeners.get(room) ?? []) heard(name)
    },
  }
}
