import { amendedFactOf } from '@jianwei/events/fact.ts'
import type { EventData } from '@jianwei/events/envelope.ts'
import type { FactId } from '@jianwei/events/identity.ts'
import { idPrefix } from '#/log/id-prefix.ts'

/**
 * The fact that an event amends, by the text of its data; undefined for other events, and for data
 * that name none.
 */
export function amendedFactInText(type: string, data: string | null): FactId | undefined {
  if (data === null) return undefined
  try {
    // Whatever it is, `amendedFactOf` looks for its own fields only.
    return amendedFactOf({ type, data: JSON.parse(data) as EventData })
  } catch {
    // A damaged event is reported by who reads it; an index only does not know it.
    return undefined
  }
}

/** For SQL: the key under which `fact_amendments` knows the fact; NULL where there is none. */
export function amendedFactPrefix(type: unknown, data: unknown): number | null {
  const factId = amendedFactInText(String(type), String(data))
  return factId === undefined ? null : idPrefix(factId)
}
