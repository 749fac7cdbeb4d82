import { derivedId } from '@jianwei/events/identity.ts'
import type { InputQuarantined } from '@jianwei/events/intake/events.ts'
import { isKnownName } from '@jianwei/events/known-names.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'

export type LoggedReason = InputQuarantined['reasons'][number]

const PATH_CHARACTERS_MAX = 1_000
// A name up to the next dot or bracket, or an index in a list. What else stands in a path is quoted
// or cut, and is none of ours.
const PART = /\.?([A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9]+)*)(?=[.[]|$)|\[\d+\]/y
const OF_A_HEADER = /^ce[-_]/

/**
 * Reasons as the log keeps them for ever. A field that nobody knows can be called anything, also by
 * the name of a person: of such names the log keeps how many there were and a hash that tells
 * whether they were the same as in another refusal. Names and values stay in the quarantine, with
 * the bytes.
 */
export function loggedReasons(reasons: readonly RefusalReason[]): LoggedReason[] {
  const groups = new Map<
    string,
    { readonly code: string; readonly path: string; count: number; names: string[] }
  >()
  for (const { code, path: told, count = 1 } of reasons) {
    const path = knownBeginning(told)
    const key = `${code}\n${path}`
    const group = groups.get(key) ?? { code, path, count: 0, names: [] }
    group.count += count
    if (path.length < told.length) group.names.push(told.slice(path.length))
    groups.set(key, group)
  }
  return [...groups.values()].map(({ code, path, count, names }) => ({
    code,
    path: path.slice(0, PATH_CHARACTERS_MAX),
    count,
    ...(names.length === 0 ? {} : { names_hash: derivedId('field-names', ...names.toSorted()) }),
  }))
}

function knownBeginning(path: string): string {
  let end = 0
  while (end < path.length) {
    PART.lastIndex = end
    const part = PART.exec(path)
    if (part === null) break
    const [, name] = part
    if (name !== undefined && !isKnownName(name.replace(OF_A_HEADER, ''))) break
    end = PART.lastIndex
  }
  return path.slice(0, end)
}
