import type { Random } from '#/simulation/random.ts'

/**
 * Bytes that parsers stumble over: quotes, brackets, line ends, nothing, the mark of an encoding,
 * half a character.
 */
const AWKWARD = [
  '"',
  '\\',
  '\0',
  '\r',
  '\n',
  '\r\n',
  ',',
  ';',
  '\t',
  '{',
  '[',
  '}',
  ']',
  '\uFEFF',
  '\u2028',
  '\u{1F4A9}',
  '０',
  '＂',
]
  .map((text) => Buffer.from(text))
  .concat([
    Buffer.from([0xff]),
    Buffer.from([0xc3]),
    Buffer.from([0xed, 0xa0, 0x80]),
    Buffer.from([0x1f, 0x8b]),
  ])

/**
 * The bytes with one to four accidents: flipped, cut out, doubled, swapped or something awkward put
 * in.
 */
export function mutateBytes(bytes: Uint8Array, random: Random): Buffer {
  let mutated: Buffer = Buffer.from(bytes)
  for (let left = 1 + random.below(4); left > 0; left -= 1) mutated = accident(mutated, random)
  return mutated
}

function accident(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1)
  const end = Math.min(bytes.length, at + 1 + random.below(40))
  switch (random.below(5)) {
    case 0: {
      const flipped = Buffer.from(bytes)
      if (at < bytes.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8))
      return flipped
    }
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)])
    case 2:
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)])
    case 3:
      return bytes.subarray(0, at)
    default:
      return Buffer.concat([bytes.subarray(0, at), random.pick(AWKWARD), bytes.subarray(at)])
  }
}
