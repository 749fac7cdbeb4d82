import { fieldPath } from '@jianwei/events/refusal-reasons.ts'

/**
 * Where a value holds text that is no Unicode: half of a surrogate pair, which JSON can write (`"\ud800"`) and no
 * UTF-8 can. Undefined when all of its text can be kept and searched.
 */
export function placeOfBrokenText(value: unknown, root: string): string | undefined {
  const path = brokenPath(value)
  return path === undefined ? undefined : fieldPath(root, path)
}

function brokenPath(value: unknown): readonly PropertyKey[] | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : []
  if (typeof value !== 'object' || value === null) return undefined
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value)
  for (const [key, item] of entries) {
    const inner = brokenPath(item)
    if (inner !== undefined) return [key, ...inner]
  }
  return undefined
}
