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

/** So long before a second or a span, and so long after it. */
interface Around {
  readonly before_seconds: number
  readonly after_seconds: number
}

/**
 * From so long before each of the seconds to so long after it, in order, none touching another;
 * more than `spans_max` are one, from the first to the last.
 */
export function spansAround(
  seconds: Iterable<number>,
  around: Around,
  spans_max: number,
): readonly SecondsSpan[] {
  const each = Float64Array.from(seconds).sort()
  const spans = widened(
    Array.from(each, (second) => ({ from: second, up_to: second })),
    around,
  )
  const [first, last] = [spans[0], spans.at(-1)]
  if (spans.length <= spans_max || first === undefined || last === undefined) return spans
  return [{ from: first.from, up_to: last.up_to }]
}

/** Spans in order, each from so long before it to so long after it; those that touch are one. */
export function widened(
  spans: readonly SecondsSpan[],
  { before_seconds, after_seconds }: Around,
): readonly SecondsSpan[] {
  const wide: { from: number; up_to: number }[] = []
  for (const span of spans) {
    const [from, up_to] = [span.from - before_seconds, span.up_to + after_seconds]
    const last = wide.at(-1)
    if (last !== undefined && from <= last.up_to + 1) last.up_to = Math.max(last.up_to, up_to)
    else wide.push({ from, up_to })
  }
  return wide
}

export function isWithinAny(spans: readonly SecondsSpan[], second: number): boolean {
  return spans.some((span) => isWithin(span, second))
}
