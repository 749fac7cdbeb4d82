import {
  context,
  diag,
  DiagLogLevel,
  logs,
  ROOT_CONTEXT,
  SeverityNumber,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Span as ApiSpan,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api'
import type { Span, SpanStart, Tracing } from '@jianwei/events/ports/tracing.ts'
import { idsOfTraceParent, traceParentOf, type TraceParent } from '@jianwei/events/trace-parent.ts'
import type { LogLevel, LoggedLine } from '#/runtime/logger.ts'
import { complaintIn } from '#/telemetry/failure-teller.ts'

const NAME = 'jianwei'

const KINDS = {
  server: SpanKind.SERVER,
  consumer: SpanKind.CONSUMER,
  producer: SpanKind.PRODUCER,
  internal: SpanKind.INTERNAL,
} as const satisfies Record<SpanStart['kind'], SpanKind>

const SEVERITIES = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
} as const satisfies Record<LogLevel, SeverityNumber>

/** Over whatever tracer the SDK has registered. */
export function apiTracing(): Tracing {
  const tracer = trace.getTracer(NAME)
  return {
    is_on: true,
    span: (start) => begun(tracer, start),
    current: () => recorded(trace.getActiveSpan()),
  }
}

function begun(tracer: Tracer, start: SpanStart): Span {
  const { name, kind, parent, links = [], attributes = {}, started_ms } = start
  const around =
    parent === undefined
      ? context.active()
      : parent === 'none'
        ? ROOT_CONTEXT
        : trace.setSpanContext(ROOT_CONTEXT, contextOf(parent))
  const span = tracer.startSpan(
    name,
    {
      kind: KINDS[kind],
      attributes,
      links: links.map((link) => ({ context: contextOf(link) })),
      ...(started_ms === undefined ? {} : { startTime: started_ms }),
    },
    around,
  )
  const inside = trace.setSpan(context.active(), span)
  return {
    trace: recorded(span),
    within: (work) => context.with(inside, work),
    set: (further) => void span.setAttributes(further),
    end(problem) {
      if (problem !== undefined) {
        span.setStatus({ code: SpanStatusCode.ERROR })
        span.setAttribute('error.type', problem)
      }
      span.end()
    },
  }
}

function contextOf(parent: TraceParent): SpanContext {
  const { trace_id, span_id } = idsOfTraceParent(parent)
  return { traceId: trace_id, spanId: span_id, traceFlags: TraceFlags.SAMPLED, isRemote: true }
}

function recorded(span: ApiSpan | undefined): TraceParent | undefined {
  const found = span?.spanContext()
  if (found === undefined || (found.traceFlags & TraceFlags.SAMPLED) === 0) return undefined
  return traceParentOf(found.traceId, found.spanId)
}

/** Takes a log line to whatever takes logs, with the span around the caller. */
export function apiLogs(): (line: LoggedLine) => void {
  const logger = logs.getLogger(NAME)
  return ({ level, message, fields }) =>
    logger.emit({
      severityNumber: SEVERITIES[level],
      severityText: level.toUpperCase(),
      body: message,
      attributes: fields,
      context: context.active(),
    })
}

/** What the SDK says of itself: that something could not be sent, or is not set up as meant. */
export interface SdkComplaints {
  readonly failed: (message: string) => void
  readonly warned: (message: string) => void
}

export function listenToSdk({ failed, warned }: SdkComplaints): void {
  const ignored = (): void => {}
  const error = (...said: readonly unknown[]): void => failed(complaintIn(said))
  const warn = (...said: readonly unknown[]): void => warned(complaintIn(said))
  diag.setLogger(
    { error, warn, info: ignored, debug: ignored, verbose: ignored },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  )
}
