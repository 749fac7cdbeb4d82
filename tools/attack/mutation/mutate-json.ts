import type { Random } from '#/simulation/random.ts'

const DEPTH_MAX = 20_000

/**
 * Values that a reader does not expect, as JSON text, because some of them cannot be written by
 * `JSON.stringify`.
 */
const AWKWARD = [
  'null',
  'true',
  '0',
  '-0',
  '1e400',
  '-1',
  '9007199254740993',
  '123456789012345678901234567890',
  '0.1234567890123456789',
  '""',
  '" "',
  '"\\u0000"',
  '"\\ud800"',
  '"000000000000000000"',
  '"无"',
  '"11010519491231002X"',
  '"2026-02-30T00:00:00Z"',
  '"9999-12-31T23:59:59+23:59"',
  '"＂"',
  '[]',
  '{}',
  '[[]]',
  '{"__proto__":{"x":1}}',
  '{"张三":1}',
  '{"a":1,"a":2}',
]

/**
 * JSON text with one to three of its parts replaced, doubled, left out, renamed or buried under
 * brackets.
 */
export function mutateJson(text: string, random: Random): string {
  let mutated = text
  for (let left = 1 + random.below(3); left > 0; left -= 1) mutated = accident(mutated, random)
  return mutated
}

function accident(text: string, random: Random): string {
  const members = [
    ...text.matchAll(
      /"(?:[^"\\]|\\.)*"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|\{\}|\[\])/g,
    ),
  ]
  if (members.length === 0) return random.pick(AWKWARD)
  const member = random.pick(members)
  const whole = member[0]
  const value = member[1] ?? ''
  const name = whole.slice(0, whole.length - value.length)
  const replace = (by: string): string =>
    text.slice(0, member.index) + by + text.slice(member.index + whole.length)
  switch (random.below(7)) {
    case 0:
      return replace(name + random.pick(AWKWARD))
    case 1:
      return replace(`${whole},${whole}`)
    case 2:
      return replace(`${whole},${name}${random.pick(AWKWARD)}`)
    case 3:
      return replace(`"张三":${value}`)
    case 4:
      return replace(name + buried(value, random))
    case 5:
      return replace(`${name}"${'x'.repeat(1 + random.below(5_000))}"`)
    default:
      return replace('"_":0')
  }
}

function buried(value: string, random: Random): string {
  const depth = random.pick([3, 99, 101, 1_000, DEPTH_MAX])
  return random.chance(0.5)
    ? '['.repeat(depth) + value + ']'.repeat(depth)
    : '{"a":'.repeat(depth) + value + '}'.repeat(depth)
}
