import { expect, test } from 'vitest'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import { carries, partsOfTopic } from '@jianwei/events/topics.ts'
import { intakeOfTopic, topicsOf, type BoundPrefix } from '#/intake/department-topics.ts'
import type { Intake } from '#/intake/intake.ts'
import type { IntakeInput } from '#/intake/reading.ts'

const BOUND: readonly BoundPrefix[] = [
  {
    prefix: 'market-bureau.',
    account: 'market-bureau:feed',
    sends: { sources: ['urn:example:market-bureau'], event_types: null, regions: null },
  },
]
const OWN = 'market-bureau.regulation.complaint'

function inputFrom(source: string): IntakeInput {
  // Of an event only these are looked at here.
  const event = { source, type: 'ComplaintReceived', region: null, data: {} } as NewEvent
  return {
    reading: { ok: true, events: [event] },
    origin: { channel: 'kafka', topic: OWN, partition: 0, offset: 1 },
    content_type: 'application/json',
    bytes: Buffer.from(''),
  }
}

/** What reaches intake of a message on the topic. */
async function taken(topic: string, source: string): Promise<IntakeInput['reading'] | undefined> {
  let seen: IntakeInput | undefined
  const intake: Intake = {
    take: async ([input]) => {
      seen = input
      return [[]]
    },
  }
  await intakeOfTopic(intake, topic, BOUND).take([inputFrom(source)])
  return seen?.reading
}

test('a department has the topics that all share, after its prefix', () => {
  expect(topicsOf([])).toContain('regulation.complaint')
  expect(topicsOf(BOUND)).toContain(OWN)
  expect(partsOfTopic(OWN)).toEqual({ prefix: 'market-bureau.', shared: 'regulation.complaint' })
  expect([carries(OWN, 'ComplaintReceived'), carries(OWN, 'PenaltyDecided')]).toEqual([true, false])
})

test('its messages are within what it may send, or refused with the topic and whom to ask', async () => {
  expect(await taken(OWN, 'urn:example:market-bureau')).toMatchObject({ ok: true })
  expect(await taken(OWN, 'urn:example:hospital')).toMatchObject({
    ok: false,
    source: null,
    reasons: [
      {
        code: 'SENDER_NOT_ALLOWED',
        path: 'source',
        message: expect.stringMatching(
          /^the topic market-bureau\.regulation\.complaint may send.*market-bureau:feed/,
        ),
      },
    ],
  })
})

test('a topic that is nobody’s any more is refused; what all share is the broker’s to guard', async () => {
  expect(await taken('other.regulation.complaint', 'urn:example:x')).toMatchObject({
    ok: false,
    reasons: [{ code: 'SENDER_NOT_ALLOWED', message: expect.stringContaining('other.') }],
  })
  expect(await taken('regulation.complaint', 'urn:example:x')).toMatchObject({ ok: true })
})
