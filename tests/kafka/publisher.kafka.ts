import { beforeEach, describe, expect, inject, test } from 'vitest'
import { CheckpointConflict } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { BusMessage } from '@jianwei/events/ports/message-bus.ts'
import { ALERTS_TOPIC, outboundTopics, WARNINGS_TOPIC } from '@jianwei/events/topics.ts'
import { asyncApiDocument } from '@jianwei/infra/kafka/asyncapi.ts'
import { AuditTrail } from '@jianwei/services/audit/audit-trail.ts'
import { MASKED } from '@jianwei/services/publisher/published-event.ts'
import {
  PUBLISHER_CHECKPOINT,
  runPublisher,
  type PublisherOptions,
} from '@jianwei/services/publisher/publisher.ts'
import { Ajv } from 'ajv'
import { HANG_MS } from '#/support/hang.ts'
import { openIntakeStation, type IntakeStation } from '#/support/kafka/intake-station.ts'
import { appendPlatformEvents } from '#/support/kafka/platform-events.ts'
import { readAll, textOf } from '#/support/kafka/test-bus.ts'

const brokers = inject('kafkaBrokers')

describe.skipIf(brokers === '')('the publisher', () => {
  let station: IntakeStation

  beforeEach(async () => {
    const opened = await openIntakeStation(brokers)
    station = opened
    return () => opened[Symbol.asyncDispose]()
  })

  function options(parts: Partial<PublisherOptions> = {}): PublisherOptions {
    const { log, bus, checkpoints } = station
    return {
      log,
      bus,
      checkpoints,
      audit: new AuditTrail({ log, now: () => '2026-03-20T02:00:00.000Z' as Instant }),
      batch_events_max: 100,
      signal: AbortSignal.timeout(HANG_MS),
      until: 'head',
      ...parts,
    }
  }

  test('tells other systems of every warning and alert, once, in order, keyed by subject, and of nothing else', async () => {
    const warnings = ['WarningRaised', 'WarningWithdrawn']
    const alerts = outboundTopics
      .find(({ name }) => name === ALERTS_TOPIC)!
      .definitions.map(({ type }) => type)
    const others = [
      'ShadowWarningRaised',
      'ShadowWarningWithdrawn',
      'RuleShadowed',
      'RulePublished',
      'ClockAdvanced',
    ]
    await appendPlatformEvents(
      station.log,
      'PenaltyDecided',
      ...warnings,
      ...others,
      ...alerts,
      'PenaltyDecided',
    )
    await runPublisher(options())
    // From its own checkpoint on: nothing comes twice.
    await appendPlatformEvents(station.log, 'WarningRaised')
    await runPublisher(options())
    const messages = await readAll(
      station.bus,
      [WARNINGS_TOPIC, ALERTS_TOPIC],
      warnings.length + alerts.length + 1,
    )
    const byTopic = Map.groupBy(messages, ({ topic }) => topic)
    expect(typesOf(byTopic.get(WARNINGS_TOPIC))).toEqual([...warnings, 'WarningRaised'])
    expect(typesOf(byTopic.get(ALERTS_TOPIC))).toEqual(alerts)
    for (const ofKey of Map.groupBy(
      messages,
      (message) => `${message.topic} ${header(message, 'ce_subject')}`,
    ).values()) {
      expect(ofKey).toEqual(ofKey.toSorted((a, b) => numberOf(a) - numberOf(b)))
    }
    for (const message of messages) {
      expect(Buffer.from(message.key ?? []).toString()).toBe(header(message, 'ce_subject'))
      expect(header(message, 'ce_specversion')).toBe('1.0')
      expect(header(message, 'content-type')).toBe('application/json')
    }
  })

  test('follows the contract it gave, with who and what people wrote masked', async () => {
    const definitions = outboundTopics.flatMap((topic) => topic.definitions)
    await appendPlatformEvents(station.log, ...definitions.map(({ type }) => type))
    await runPublisher(options())
    const messages = await readAll(station.bus, [WARNINGS_TOPIC, ALERTS_TOPIC], definitions.length)
    const ajv = new Ajv({
      strict: false,
      validateFormats: false,
      schemas: { contract: { ...asyncApiDocument('0').components } },
    })
    // Of a type with several versions only the newest is told, whichever the log holds.
    expect(new Set(messages.map((message) => header(message, 'ce_type')))).toEqual(
      new Set(definitions.map(({ type }) => type)),
    )
    for (const message of messages) {
      const type = header(message, 'ce_type')
      const name = `${type}.v${header(message, 'ce_schemaversion')}`
      const data = JSON.parse(textOf(message))
      const accepts = ajv.compile({ $ref: `contract#/schemas/${name}` })
      expect(accepts(data), `${name}: ${ajv.errorsText(accepts.errors)}`).toBe(true)
      // Steps that give no reason have no such field.
      if (type?.startsWith('Alert'))
        expect([data.actor, data.reason ?? MASKED], name).toEqual([MASKED, MASKED])
    }
  })

  test('that dies before its checkpoint says the same again, under the same identities', async () => {
    await appendPlatformEvents(station.log, 'WarningRaised', 'AlertRaised')
    const { checkpoints } = station
    const broken = new Error('killed')
    const dying = {
      load: (name: string) => checkpoints.load(name),
      save: async () => Promise.reject(broken),
      remove: (name: string) => checkpoints.remove(name),
      [Symbol.asyncDispose]: async () => {},
    }
    await expect(runPublisher(options({ checkpoints: dying }))).rejects.toBe(broken)
    await runPublisher(options())
    const messages = await readAll(station.bus, [WARNINGS_TOPIC, ALERTS_TOPIC], 4)
    const identities = messages.map(
      (message) => `${header(message, 'ce_source')} ${header(message, 'ce_id')}`,
    )
    expect(identities).toHaveLength(4)
    expect(new Set(identities).size).toBe(2)
  })

  test('stops when another publisher has taken over', async () => {
    await appendPlatformEvents(station.log, 'WarningRaised')
    const overtaken = options({
      bus: {
        publish: async () =>
          void (await station.checkpoints.save(PUBLISHER_CHECKPOINT, '{"by":"another"}', 'absent')),
      },
    })
    await expect(runPublisher(overtaken)).rejects.toBeInstanceOf(CheckpointConflict)
  })
})

function header({ headers }: BusMessage, name: string): string | undefined {
  const [, value] = headers.find(([each]) => each === name) ?? []
  return value && Buffer.from(value).toString()
}

function typesOf(messages: readonly BusMessage[] = []): (string | undefined)[] {
  return messages
    .toSorted((a, b) => numberOf(a) - numberOf(b))
    .map((message) => header(message, 'ce_type'))
}

/** The position in the log before the event. */
function numberOf(message: BusMessage): number {
  return Number(header(message, 'ce_id')?.split('-')[1])
}
