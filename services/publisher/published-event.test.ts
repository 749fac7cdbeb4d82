import { expect, test } from 'vitest'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { traceParentOf, type TraceParent } from '@jianwei/events/trace-parent.ts'
import { publishedMessage } from '#/publisher/published-event.ts'

const OWN = traceParentOf('ab'.repeat(16), 'cd'.repeat(8))
const SENT = traceParentOf('ab'.repeat(16), 'ef'.repeat(8))

function traceSent(trace: TraceParent | undefined, sent?: TraceParent): string | undefined {
  const event = {
    type: 'AlertClaimed',
    schema_version: 1,
    subject_id: 'site:1',
    source: 'jianwei:desk',
    source_event_id: 'a#1',
    occurred_at: '2026-03-10T01:30:00.000Z',
    region: null,
    correlation_id: 'c',
    causation_id: null,
    data: {},
    ...(trace === undefined ? {} : { trace }),
  } as unknown as RecordedEvent
  const message = publishedMessage(event, ...(sent === undefined ? [] : [sent]))
  const found = message?.headers.find(([name]) => name === 'traceparent')?.[1]
  return found === undefined ? undefined : Buffer.from(found).toString()
}

test('a message carries on the trace of its event, or the span that sends it', () => {
  expect(traceSent(OWN)).toBe(OWN)
  expect(traceSent(OWN, SENT)).toBe(SENT)
})

test('an event that is in no trace has no such header', () => {
  expect(traceSent(undefined)).toBeUndefined()
})
