/** Pseudorandom numbers: the same seed gives the same numbers. */
export interface Random {
  /** A whole number from 0 to `end` - 1. */
  below(end: number): number
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number
  /** True in `share` of a hundred cases. */
  percent(share: number): boolean
  pick<Item>(items: readonly [Item, ...Item[]]): Item
  /** One of the items; an item is as likely as its weight says. */
  weigh<Item>(items: readonly (readonly [weight: number, item: Item])[]): Item
}

/**
 * xoshiro128** 1.1 by David Blackman and Sebastiano Vigna (https://prng.di.unimi.it/xoshiro128starstar.c). FNV-1a and
 * the finalizer of MurmurHash3 (Austin Appleby) make its state from `seed`.
 */
export function createRandom(seed: string): Random {
  let [a, b, c, d] = [fill(seed, 1), fill(seed, 2), fill(seed, 3), fill(seed, 4) | 1]
  const next = (): number => {
    const result = Math.imul(turn(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = turn(d, 11)
    return result
  }
  const below = (end: number): number => Math.floor((next() / 2 ** 32) * end)
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    percent: (share) => below(100) < share,
    pick: (items) => items[below(items.length)] ?? items[0],
    weigh: (items) => {
      let left = below(items.reduce((sum, [weight]) => sum + weight, 0))
      for (const [weight, item] of items) {
        if (left < weight) return item
        left -= weight
      }
      throw new Error('nothing to choose from')
    },
  }
}

const turn = (value: number, by: number): number => (value << by) | (value >>> (32 - by))

function fill(seed: string, salt: number): number {
  let hash = 0x811c9dc5 ^ salt
  for (const byte of Buffer.from(seed)) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
