import { plainText } from '#/parts/plain-text.ts'
import type { ConflictsAsked } from '#/parts/conflict-query.ts'

export const STATES = ['open', 'sent_back', 'settled'] as const
export const ATTRIBUTES = ['name', 'address', 'state', 'industry'] as const

/** What the address of the page narrows its list by. */
export function conflictsSearchOf(raw: Readonly<Record<string, unknown>>): ConflictsAsked {
  const texts = ['source', 'returned_to', 'subject_id'] as const
  const narrowed = texts.flatMap((name) => {
    const text = plainText(raw[name])
    return text === undefined ? [] : [[name, text] as const]
  })
  const state = STATES.find((one) => one === raw['state'])
  const attribute = ATTRIBUTES.find((one) => one === raw['attribute'])
  return {
    ...Object.fromEntries(narrowed),
    ...(state === undefined ? {} : { state }),
    ...(attribute === undefined ? {} : { attribute }),
  }
}
