import { expect, test } from 'vitest'
import type { DeliveryMade } from '@jianwei/events/audit/events.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { OutgoingMessage } from '@jianwei/events/ports/message-bus.ts'
import { ALERTS_TOPIC, WARNINGS_TOPIC } from '@jianwei/events/topics.ts'
import { AuditTrail } from '@jianwei/services/audit/audit-trail.ts'
import { runPublisher, type PublisherOptions } from '@jianwei/services/publisher/publisher.ts'
import { intakeForEachTest } from '#/support/intake/intake-each-test.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { appendPlatformEvents } from '#/support/kafka/platform-events.ts'

/*
 * What goes to Kafka is on record: one record a topic and stretch of the log, none of the records
 * themselves, and each stretch once although the publisher dies.
 */

const intake = intakeForEachTest()
const sent: OutgoingMessage[] = []

function published(parts: Partial<PublisherOptions> = {}): Promise<void> {
  const { log, checkpoints, now } = intake.opened
  return runPublisher({
    log,
    checkpoints,
    bus: { publish: async (messages) => void sent.push(...messages) },
    audit: new AuditTrail({ log, now }),
    batch_events_max: 2,
    signal: new AbortController().signal,
    until: 'head',
    ...parts,
  })
}

async function deliveries(): Promise<readonly DeliveryMade[]> {
  const events = await eventsOf(intake.opened.log)
  const made = events.filter(({ type }) => type === 'DeliveryMade')
  // The catalogue parsed them.
  return made.map(({ data }) => data as unknown as DeliveryMade)
}

test('a record a topic says what went there, of which events, and what was held back', async () => {
  await appendPlatformEvents(
    intake.opened.log,
    'WarningRaised',
    'PenaltyDecided',
    'AlertCommented',
    'WarningWithdrawn',
  )
  await published()
  const records = await deliveries()
  expect(records.map(({ recipient, count, first, last }) => [recipient, count, first, last]))
    // The order of two records is chance.
    .toEqual(
      expect.arrayContaining([
        [WARNINGS_TOPIC, 2, 1, 4],
        [ALERTS_TOPIC, 1, 3, 3],
      ]),
    )
  expect(records).toHaveLength(2)
  const ofAlerts = records.find(({ recipient }) => recipient === ALERTS_TOPIC)
  expect(ofAlerts).toMatchObject({ channel: 'kafka', personal: false })
  expect(ofAlerts?.fields).toContain('alert_id')
  expect(ofAlerts?.withheld).toEqual(expect.arrayContaining(['actor', 'text']))
  expect(ofAlerts?.purpose).not.toBe('')
})

test('the records are published nowhere, so that they never end in more records', async () => {
  await appendPlatformEvents(intake.opened.log, 'WarningRaised')
  await published()
  const head = await intake.opened.log.head()
  const messages = sent.length
  for (let round = 0; round < 3; round += 1) await published()
  expect(await intake.opened.log.head()).toBe(head)
  expect(sent).toHaveLength(messages)
})

test('what was published when the process died is on record after the next start, once', async () => {
  await appendPlatformEvents(intake.opened.log, 'WarningRaised', 'WarningWithdrawn')
  const fails = { act: () => Promise.reject(new LogUnavailable('the disk is full')) }
  await expect(published({ audit: fails })).rejects.toThrow(LogUnavailable)
  expect(await deliveries()).toEqual([])
  const messages = sent.length
  await published()
  expect((await deliveries()).map(({ count }) => count)).toEqual([2])
  expect(sent).toHaveLength(messages)
})
