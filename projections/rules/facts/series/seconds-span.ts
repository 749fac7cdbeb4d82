/** Seconds, both ends included. */
export interface SecondsSpan {
  readonly from: number
  readonly up_to: number
}

export const EVER: SecondsSpan = {
  from: Number.NEGATIVE_INFINITY,
  up_to: Number.POSITIVE_INFINITY,
}

export function isWithin({ from, up_to }: SecondsSpan, second: number): boolean {
  return second >= from && second <= up_to
}
