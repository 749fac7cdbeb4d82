/**
 * The context of a span of a distributed trace that is recorded, in the words of W3C Trace Context:
 * `00-<trace id>-<span id>-01`. Of a span that is not recorded there is none: what is not recorded
 * leads nowhere.
 */
export type TraceParent = string & { readonly traceparent: unique symbol }

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const SAMPLED = 1
const NO_TRACE = '0'.repeat(32)
const NO_SPAN = '0'.repeat(16)

/**
 * What a sender said, where it is a context of a recorded span; undefined for everything else,
 * which as the specification wants it is passed over. Later versions may say more at the end: that
 * is left out.
 */
export function parseTraceParent(text: unknown): TraceParent | undefined {
  if (typeof text !== 'string') return undefined
  const [, version, trace, span, flags, more] = FORM.exec(text) ?? []
  if (trace === undefined || span === undefined || flags === undefined) return undefined
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (trace === NO_TRACE || span === NO_SPAN) return undefined
  return (Number.parseInt(flags, 16) & SAMPLED) === 0 ? undefined : traceParentOf(trace, span)
}

/** Of ids in small hexadecimal digits, as tracers make them. */
export function traceParentOf(traceId: string, spanId: string): TraceParent {
  return `00-${traceId}-${spanId}-01` as TraceParent
}

/** The ids that `traceParentOf` put together. */
export function idsOfTraceParent(trace: TraceParent): {
  readonly trace_id: string
  readonly span_id: string
} {
  return { trace_id: trace.slice(3, 35), span_id: trace.slice(36, 52) }
}
