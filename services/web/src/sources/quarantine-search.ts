export const STATES = ['held', 'redriven'] as const
export type State = (typeof STATES)[number]

/** Which refused inputs a list shows; what is absent narrows nothing. */
export interface HeldSearch {
  readonly source?: string
  readonly code?: string
  readonly state?: State
}

export function heldSearchOf({
  source,
  code,
  state,
}: Readonly<Record<string, unknown>>): HeldSearch {
  const known = STATES.find((one) => one === state)
  return {
    ...(source === undefined ? {} : { source: String(source) }),
    ...(code === undefined ? {} : { code: String(code) }),
    ...(known === undefined ? {} : { state: known }),
  }
}
