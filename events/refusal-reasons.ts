import type { z } from 'zod'
import type { RefusalReason } from '#/ports/quarantine.ts'

/** More than these are not worth reading; the last one then says how many were left out. */
export const REASONS_MAX = 50
const PATH_KEY_CHARACTERS_MAX = 64

/**
 * Turns what zod found into reasons with stable codes. `input` is what was parsed: it tells a
 * missing field from one of the wrong type. Values never enter a message: zod's own messages name
 * types, limits and permitted values only.
 */
export function refusalReasons(
  issues: readonly z.core.$ZodIssue[],
  input: unknown,
  root: string,
): readonly RefusalReason[] {
  const reasons: RefusalReason[] = []
  let total = 0
  for (const issue of issues) {
    total += issue.code === 'unrecognized_keys' ? issue.keys.length : 1
    // A million unknown fields are counted, not listed.
    if (reasons.length < REASONS_MAX)
      reasons.push(...reasonsOf(issue, input, root, REASONS_MAX - reasons.length))
  }
  if (total <= REASONS_MAX) return reasons
  const count = total - REASONS_MAX + 1
  const message = `${count} further reasons are not shown`
  return [
    ...reasons.slice(0, REASONS_MAX - 1),
    { code: 'REASONS_LEFT_OUT', path: root, message, count },
  ]
}

/**
 * `data.check_items[2].result`; keys that are no plain names are quoted, and cut when they are
 * long.
 */
export function fieldPath(root: string, path: readonly PropertyKey[]): string {
  let text = root
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`
    else if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(String(key)))
      text += `${text === '' ? '' : '.'}${shortened(String(key))}`
    else text += `[${JSON.stringify(shortened(String(key)))}]`
  }
  return text
}

function reasonsOf(
  issue: z.core.$ZodIssue,
  input: unknown,
  root: string,
  reasonsMax: number,
): RefusalReason[] {
  const path = fieldPath(root, issue.path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, reasonsMax).map((key) => ({
        code: 'FIELD_UNKNOWN',
        path: fieldPath(root, [...issue.path, key]),
        message: 'there is no such field',
      }))
    case 'custom':
      // Our own checks name their code there; a check without one is a plain bad value.
      return [
        { code: String(issue.params?.['code'] ?? 'FIELD_VALUE'), path, message: issue.message },
      ]
    case 'invalid_type':
      if (isMissing(input, issue.path))
        return [{ code: 'FIELD_MISSING', path, message: 'this field is required' }]
      return [{ code: 'FIELD_TYPE', path, message: `expected ${issue.expected}` }]
    case 'invalid_value':
      if (isMissing(input, issue.path))
        return [{ code: 'FIELD_MISSING', path, message: 'this field is required' }]
      return [{ code: 'FIELD_VALUE', path, message: issue.message }]
    case 'invalid_format':
    case 'not_multiple_of':
    case 'too_big':
    case 'too_small':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
      return [{ code: 'FIELD_VALUE', path, message: issue.message }]
  }
}

function isMissing(input: unknown, path: readonly PropertyKey[]): boolean {
  let value: unknown = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return true
    // Read by its own key, just found.
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value === undefined
}

function shortened(key: string): string {
  return key.length <= PATH_KEY_CHARACTERS_MAX ? key : `${key.slice(0, PATH_KEY_CHARACTERS_MAX)}…`
}
