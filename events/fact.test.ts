import { expect, test } from 'vitest'
import { factIdOf, versionOf } from '#/fact.ts'
import { eventIdOf } from '#/identity.ts'
import { parseRecorded } from '#/catalogue.ts'

const source = 'urn:example:bureau'

function recorded(type: string, id: string, data: object) {
  return parseRecorded({
    event_id: eventIdOf(source, id),
    type,
    schema_version: 1,
    subject_id: '91350100M000100Y43',
    region: '330203',
    department: '示例局',
    occurred_at: '2026-03-10T01:30:00.000Z',
    reported_at: '2026-03-10T02:00:00.000Z',
    source,
    source_event_id: id,
    correlation_id: id,
    causation_id: null,
    recorded_at: '2026-03-10T02:00:01.000Z',
    position: 7,
    ordinal: 7,
    stream: 'subject-91350100M000100Y43',
    revision: 0,
    data,
  })
}

test('a reported fact is its own original', () => {
  const event = recorded('PenaltyDecided', 'cf-1', { penalty_types: ['02'] })
  expect(versionOf(event)).toEqual({
    kind: 'original',
    event_id: event.event_id,
    fact_id: event.event_id,
    subject_id: event.subject_id,
    source,
    position: 7,
    reported_at: event.reported_at,
    recorded_at: event.recorded_at,
    content: {
      type: 'PenaltyDecided',
      occurred_at: event.occurred_at,
      region: '330203',
      department: '示例局',
      data: { penalty_types: ['02'] },
    },
  })
})

test('a correction is a version of the fact it names, with the content it brings', () => {
  const content = {
    type: 'PenaltyDecided',
    occurred_at: '2026-03-09T00:00:00.000Z',
    region: null,
    department: null,
    data: { penalty_types: ['01'] },
  }
  const event = recorded('FactCorrected', 'fix-1', {
    fact: { source, id: 'cf-1' },
    reason: 'wrong type',
    replacement: { ...content, schema_version: 1 },
  })
  expect(versionOf(event)).toMatchObject({
    kind: 'correction',
    fact_id: eventIdOf(source, 'cf-1'),
    content,
  })
})

test('a retraction is a version without content, and may name a fact of another source', () => {
  const fact = { source: 'urn:example:other', id: 'x-9' }
  const version = versionOf(recorded('FactRetracted', 'fix-2', { fact, reason: 'wrong subject' }))
  expect(version).toMatchObject({
    kind: 'retraction',
    fact_id: factIdOf(fact),
    event_id: eventIdOf(source, 'fix-2'),
  })
  expect(version).not.toHaveProperty('content')
})

test('a record of the platform is no fact', () => {
  expect(
    versionOf(recorded('ClockAdvanced', 't-1', { to: '2026-03-10T01:30:00Z' })),
  ).toBeUndefined()
})
