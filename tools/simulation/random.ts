/**
 * Chance that can be repeated: xoshiro128** (Blackman and Vigna), seeded by a 32-bit mix of seed
 * and stream name. A named stream of its own for each purpose keeps one purpose from moving the
 * draws of another.
 */
export interface Random {
  /** Uniform in [0, 1), in steps of 2^-32. */
  fraction(): number
  /** A whole number from 0 up to, but not including, `limit` (at most 2^32). */
  below(limit: number): number
  chance(probability: number): boolean
  /** Above 0, with the mean given; the tail of waiting times. */
  exponential(mean: number): number
  /** The list must not be empty. */
  pick<Item>(list: readonly Item[]): Item
}

const TWO_TO_32 = 2 ** 32

export function randomOf(seed: number, stream: string): Random {
  const words = seedWords(seed, stream)
  let [a, b, c, d] = [words.next(), words.next(), words.next(), words.next()]

  function fraction(): number {
    const product = Math.imul(b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9)
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return (result >>> 0) / TWO_TO_32
  }

  function below(limit: number): number {
    return Math.floor(fraction() * limit)
  }

  return {
    fraction,
    below,
    chance: (probability) => fraction() < probability,
    // 1 - fraction() is never 0, so the logarithm is finite.
    exponential: (mean) => -Math.log(1 - fraction()) * mean,
    pick<Item>(list: readonly Item[]): Item {
      // below() stays under the length, so the item exists as long as the list is not empty.
      return list[below(list.length)] as Item
    },
  }
}

/**
 * A whole number from 0 to 2^32 - 1 that depends on every bit of both: a draw that needs no stream.
 */
export function mixed(seed: number, number: number): number {
  return finalMix((seed ^ Math.imul(number + 0x9e3779b9, 0x85ebca6b)) | 0) >>> 0
}

/** The words of a seed of up to 53 bits and a name: a splitmix32 sequence from their hash. */
function seedWords(seed: number, stream: string): { next(): number } {
  let state = finalMix((seed >>> 0) ^ finalMix(Math.floor(seed / TWO_TO_32) | 0))
  for (let i = 0; i < stream.length; i++)
    state = finalMix(Math.imul(state ^ stream.charCodeAt(i), 0x01000193))
  return {
    next() {
      state = (state + 0x9e3779b9) | 0
      return finalMix(state)
    },
  }
}

/** The finalizer of MurmurHash3: every input bit reaches every output bit. */
function finalMix(word: number): number {
  let hash = word
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
