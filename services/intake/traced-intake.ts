import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { Span, Tracing } from '@jianwei/events/ports/tracing.ts'
import { isTaken, type Intake, type IntakeResult } from '#/intake/intake.ts'
import type { IntakeInput } from '#/intake/reading.ts'

/**
 * The intake that tells, for each input whose sender says in which trace it was made, that it was
 * taken: a span in that trace, linked with the request or the slice that brought it. The event goes
 * on from there. The intake itself where nobody listens.
 */
export function tracedIntake(intake: Intake, tracing: Tracing): Intake {
  if (!tracing.is_on) return intake
  return {
    async take(inputs) {
      const around = tracing.current()
      const spans: (Span | undefined)[] = []
      const inSpans = inputs.map((input) => {
        const event = tracedEventOf(input)
        if (event?.trace === undefined) {
          spans.push(undefined)
          return input
        }
        const span = tracing.span({
          name: `take ${event.type}`,
          kind: 'consumer',
          parent: event.trace,
          links: around === undefined ? [] : [around],
          attributes: {
            'jianwei.channel': input.origin.channel,
            'jianwei.event.id': event.event_id,
          },
        })
        spans.push(span)
        return withTrace(input, span)
      })
      const results = await intake.take(inSpans).catch((error: unknown) => {
        for (const span of spans) span?.end(error instanceof Error ? error.name : 'Error')
        throw error
      })
      for (const [at, span] of spans.entries()) end(span, results[at] ?? [])
      return results
    },
  }
}

/** Of a CloudEvent. What a mapping or a change log makes is part of the work around it. */
function tracedEventOf({ reading }: IntakeInput): NewEvent | undefined {
  if (!reading.ok || reading.record !== undefined) return undefined
  return reading.events.find((event) => event.trace !== undefined)
}

function withTrace(input: IntakeInput, { trace }: Span): IntakeInput {
  const { reading } = input
  // Not recorded here: whoever comes later still knows where it came from.
  if (trace === undefined || !reading.ok) return input
  const events = reading.events.map((event) =>
    event.trace === undefined ? event : { ...event, trace },
  )
  return { ...input, reading: { ...reading, events } }
}

function end(span: Span | undefined, results: readonly IntakeResult[]): void {
  if (span === undefined) return
  const [first] = results
  if (first !== undefined) span.set({ 'jianwei.intake.status': first.status })
  span.end(first === undefined || isTaken(first) ? undefined : first.reasons[0]?.code)
}
