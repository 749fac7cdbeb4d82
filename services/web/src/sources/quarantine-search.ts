import { plainText } from '#/parts/plain-text.ts'

export const STATES = ['held', 'redriven', 'superseded', 'dismissed'] as const
export type State = (typeof STATES)[number]

/** Which refused inputs a list shows; what is absent narrows nothing. */
export interface HeldSearch {
  readonly source?: string
  readonly code?: string
  readonly state?: State
}

export function heldSearchOf(raw: Readonly<Record<string, unknown>>): HeldSearch {
  const [source, code] = [plainText(raw['source']), plainText(raw['code'])]
  const known = STATES.find((one) => one === raw['state'])
  return {
    ...(source === undefined ? {} : { source }),
    ...(code === undefined ? {} : { code }),
    ...(known === undefined ? {} : { state: known }),
  }
}
