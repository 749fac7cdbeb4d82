import { beforeEach, describe, expect, inject, test } from 'vitest'
import { streamOf, type NewEvent } from '@jianwei/events/envelope.ts'
import { CheckpointConflict } from '@jianwei/events/errors.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { appendOne } from '@jianwei/events/ports/event-log.ts'
import type { BusMessage } from '@jianwei/events/ports/message-bus.ts'
import { ALERTS_TOPIC, outboundTopics, WARNINGS_TOPIC } from '@jianwei/events/topics.ts'
import { asyncApiDocument } from '@jianwei/infra/kafka/asyncapi.ts'
import { schemaName } from '@jianwei/infra/kafka/json-schemas.ts'
import { MASKED } from '@jianwei/services/publisher/published-event.ts'
import { PUBLISHER_CHECKPOINT, runPublisher, type PublisherOptions } from '@jianwei/services/publisher/publisher.ts'
import { Ajv } from 'ajv'
import { HANG_MS } from '#/support/hang.ts'
import { sentEvent } from '#/support/kafka/department-events.ts'
import { openIntakeStation, type IntakeStation } from '#/support/kafka/intake-station.ts'
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
      batch_events_max: 100,
      signal: AbortSignal.timeout(HANG_MS),
      until: 'head',
      ...parts,
    }
  }

  async function append(...types: readonly string[]): Promise<void> {
    for (const type of types) {
      const number = await station.log.head()
      await appendOne(station.log, streamOf('warning', `${type}-${number}`), 'any', [recorded(type, number)])
    }
  }

  test('tells other systems of every warning and alert, once, in order, keyed by subject, and of nothing else', async () => {
    const warnings = ['WarningRaised', 'WarningWithdrawn']
    const alerts = outboundTopics.find(({ name }) => name === ALERTS_TOPIC)!.definitions.map(({ type }) => type)
    const others = ['ShadowWarningRaised', 'ShadowWarningWithdrawn', 'RuleShadowed', 'RulePublished', 'ClockAdvanced']
    await append('PenaltyDecided', ...warnings, ...others, ...alerts, 'PenaltyDecided')
    await runPublisher(options())
    // From its own checkpoint on: nothing comes twice.
    await append('WarningRaised')
    await runPublisher(options())
    const messages = await readAll(station.bus, [WARNINGS_TOPIC, ALERTS_TOPIC], warnings.length + alerts.length + 1)
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
    await append(...definitions.map(({ type }) => type))
    await runPublisher(options())
    const messages = await readAll(station.bus, [WARNINGS_TOPIC, ALERTS_TOPIC], definitions.length)
    const ajv = new Ajv({
      strict: false,
      validateFormats: false,
      schemas: { contract: { ...asyncApiDocument('0').components } },
    })
    for (const definition of definitions) {
      const message = messages.find((each) => header(each, 'ce_type') === definition.type)
      const data = JSON.parse(textOf(message!))
      const accepts = ajv.compile({ $ref: `contract#/schemas/${schemaName(definition)}` })
      expect(accepts(data), `${definition.type}: ${ajv.errorsText(accepts.errors)}`).toBe(true)
      if (definition.type.startsWith('Alert')) expect(data).toMatchObject({ actor: MASKED, reason: MASKED })
    }
  })

  test('that dies before its checkpoint says the same again, under the same identities', async () => {
    await append('WarningRaised', 'AlertRaised')
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
    const identities = messages.map((message) => `${header(message, 'ce_source')} ${header(message, 'ce_id')}`)
    expect(identities).toHaveLength(4)
    expect(new Set(identities).size).toBe(2)
  })

  test('stops when another publisher has taken over', async () => {
    await append('WarningRaised')
    const overtaken = options({
      bus: {
        publish: async () => void (await station.checkpoints.save(PUBLISHER_CHECKPOINT, '{"by":"another"}', 'absent')),
      },
    })
    await expect(runPublisher(overtaken)).rejects.toBeInstanceOf(CheckpointConflict)
  })
})

/** An event of the platform itself, from its golden example. */
function recorded(type: string, number: number): NewEvent {
  const { data, schemaversion } = sentEvent('jianwei:test', type, number)
  const id = `${type}-${number}`
  return {
    event_id: eventIdOf('jianwei:test', id),
    type,
    schema_version: schemaversion,
    subject_id: `site:${number % 3}`,
    region: null,
    department: null,
    occurred_at: '2026-03-01T00:00:00.000Z' as Instant,
    reported_at: null,
    source: 'jianwei:test',
    source_event_id: id,
    correlation_id: id,
    causation_id: null,
    // Golden examples hold the data of their events.
    data: data as NewEvent['data'],
  }
}

function header({ headers }: BusMessage, name: string): string | undefined {
  const [, value] = headers.find(([each]) => each === name) ?? []
  return value && Buffer.from(value).toString()
}

function typesOf(messages: readonly BusMessage[] = []): (string | undefined)[] {
  return messages.toSorted((a, b) => numberOf(a) - numberOf(b)).map((message) => header(message, 'ce_type'))
}

/** The place in the log before the event. */
function numberOf(message: BusMessage): number {
  return Number(header(message, 'ce_id')?.split('-')[1])
}
