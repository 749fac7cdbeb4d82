import { containsResidentIdentityNumber } from '#/identifiers/resident-identity-number.ts'
import { parseInstant } from '#/instant.ts'
import { fieldPath } from '#/refusal-reasons.ts'

/**
 * What the source wrote where parsing made it canonical, by field path, for `NewEvent.raw`: a
 * credit code with its label, a region with trailing zeros. Undefined when nothing was changed. Two
 * kinds of change are left out: times, because another offset is the same instant, and resident
 * identity numbers, because a second copy of one serves nobody.
 */
export function rawOf(
  input: unknown,
  parsed: unknown,
  root = 'data',
): Readonly<Record<string, string>> | undefined {
  const raw: Record<string, string> = {}
  collect(input, parsed, [], (path, value) => {
    raw[fieldPath(root, path)] = value
  })
  return Object.keys(raw).length === 0 ? undefined : raw
}

type Path = readonly PropertyKey[]

function collect(
  input: unknown,
  parsed: unknown,
  path: Path,
  keep: (path: Path, value: string) => void,
): void {
  if (input === parsed) return
  if (typeof input === 'string') {
    if (typeof parsed === 'string' && isWorthKeeping(input, parsed)) keep(path, input)
    return
  }
  if (typeof input !== 'object' || input === null || typeof parsed !== 'object' || parsed === null)
    return
  if (Array.isArray(input)) {
    if (Array.isArray(parsed))
      input.forEach((item, index) => collect(item, parsed[index], [...path, index], keep))
    return
  }
  for (const [key, value] of Object.entries(input)) {
    // An upcast may have moved the field; then there is nothing to compare it with.
    if (typeof value !== 'object' && typeof value !== 'string') continue
    collect(value, (parsed as Readonly<Record<string, unknown>>)[key], [...path, key], keep)
  }
}

function isWorthKeeping(input: string, parsed: string): boolean {
  return parseInstant(input) !== parsed && !containsResidentIdentityNumber(parsed)
}
