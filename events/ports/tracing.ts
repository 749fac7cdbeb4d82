import type { TraceParent } from '#/trace-parent.ts'

/** Numbers, words, switches: never who an event is about, nor what it says. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

export interface SpanStart {
  /** One of few: a route's pattern, a type of event, a topic. */
  readonly name: string
  readonly kind: 'server' | 'consumer' | 'producer' | 'internal'
  /** `none`: a trace of its own. Default: the span in which it is begun. */
  readonly parent?: TraceParent | 'none' | undefined
  /** Spans that led to it, where they are many or of other traces. */
  readonly links?: readonly TraceParent[]
  readonly attributes?: SpanAttributes
  /** Milliseconds since 1970. Default: now. */
  readonly started_ms?: number
}

/** A piece of work as a trace shows it. */
export interface Span {
  /** What others may go on from; undefined where it is not recorded. */
  readonly trace: TraceParent | undefined
  /** Runs the work so that whatever it begins is part of this span. */
  within<Result>(work: () => Result): Result
  set(attributes: SpanAttributes): void
  /** Once. `problem`: that the work failed, as a name without a message. */
  end(problem?: string): void
}

/**
 * Where pieces of work are told of, across processes. Adapter: infra/telemetry. Nothing depends on
 * it: what cannot be told is dropped, and no call throws or waits.
 */
export interface Tracing {
  /** False where nobody listens: then what only a trace needs is not worked out. */
  readonly is_on: boolean
  span(start: SpanStart): Span
  /** Of the span around the caller; undefined outside of one, and where it is not recorded. */
  current(): TraceParent | undefined
}

const NO_SPAN: Span = {
  trace: undefined,
  within: (work) => work(),
  set: () => {},
  end: () => {},
}

export const NO_TRACING: Tracing = {
  is_on: false,
  span: () => NO_SPAN,
  current: () => undefined,
}

/** Runs the work in a span of its own that ends with it. */
export async function inSpan<Result>(
  tracing: Tracing,
  start: SpanStart,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  const span = tracing.span(start)
  try {
    const result = await span.within(() => work(span))
    span.end()
    return result
  } catch (error) {
    span.end(error instanceof Error ? error.name : 'Error')
    throw error
  }
}

/** More of them are counted only: as many as standard tracers keep of a span. */
export const SPAN_LINKS_MAX = 128

export interface SpanLinks {
  readonly links: readonly TraceParent[]
  readonly attributes: SpanAttributes
}

/** The different ones among them, as many as a span takes; undefined where there are none. */
export function linksTo(traces: Iterable<TraceParent | undefined>): SpanLinks | undefined {
  let distinct: Set<TraceParent> | undefined
  for (const trace of traces) if (trace !== undefined) (distinct ??= new Set()).add(trace)
  if (distinct === undefined) return undefined
  const links = [...distinct].slice(0, SPAN_LINKS_MAX)
  const left_out = distinct.size - links.length
  return { links, attributes: left_out === 0 ? {} : { 'jianwei.links_left_out': left_out } }
}
