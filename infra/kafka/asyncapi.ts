import type { EventDefinition } from '@jianwei/events/define-event.ts'
import type { JsonSchema } from '@jianwei/events/json-schema.ts'
import {
  SOURCE_CHARACTERS_MAX,
  SOURCE_EVENT_ID_CHARACTERS_MAX,
} from '@jianwei/events/source-name.ts'
import {
  deadLetterTopicOf,
  inboundTopics,
  outboundTopics,
  type Topic,
} from '@jianwei/events/topics.ts'
import { dataSchema, schemaName } from '#/kafka/json-schemas.ts'

/**
 * The contract of the message bus as an AsyncAPI 3 document, made from the catalogue: what
 * departments may send on which topic, what other systems can read, and where refused messages lie.
 */

const DESCRIPTION = `CloudEvents 1.0 over Kafka. In **binary** mode the attributes are headers
(\`ce_id\`, \`ce_source\` …) and the value is the data; in **structured** mode the header
\`content-type\` is \`application/cloudevents+json\` and the value is the whole event. The key is
the subject. \`source\` and \`id\` identify an event for ever: what is sent again is taken once.
All compressions are read. The header \`traceparent\` carries a trace on, in both directions.

A message that cannot be taken is copied to \`<topic>.dlq\` with its key, value and headers and
the reason, and is kept in quarantine.`

const BINDING_VERSION = '0.5.0'

/**
 * Only the shape that this file builds; `tests/flows/intake/asyncapi.test.ts` holds it against the
 * specification.
 */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0'
  readonly info: Readonly<Record<string, unknown>>
  readonly defaultContentType: string
  readonly channels: Readonly<Record<string, Channel>>
  readonly operations: Readonly<Record<string, Operation>>
  readonly components: {
    readonly messages: Readonly<Record<string, object>>
    readonly schemas: Readonly<Record<string, JsonSchema>>
  }
}

interface Reference {
  readonly $ref: string
}

interface Channel {
  readonly address: string
  readonly title: string
  readonly messages: Readonly<Record<string, Reference>>
  readonly bindings: { readonly kafka: { readonly topic: string; readonly bindingVersion: string } }
}

interface Operation {
  readonly action: 'send' | 'receive'
  readonly title: string
  readonly channel: Reference
}

export function asyncApiDocument(version: string): AsyncApiDocument {
  const definitions = new Map(
    [...inboundTopics, ...outboundTopics]
      .flatMap((topic) => topic.definitions)
      .map((each) => [schemaName(each), each]),
  )
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Jianwei 见微',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries([
      ...inboundTopics.map((topic) => [topic.name, inboundChannel(topic)]),
      ...inboundTopics.map((topic) => [deadLetterTopicOf(topic.name), deadLetterChannel(topic)]),
      ...outboundTopics.map((topic) => [
        topic.name,
        channel(topic.name, titleOf(topic), messageNames(topic)),
      ]),
    ]),
    operations: Object.fromEntries([
      ...inboundTopics.map(({ name, title }) =>
        operation('receive', name, `Take ${title.en.toLowerCase()}`),
      ),
      ...inboundTopics.map(({ name }) =>
        operation('send', deadLetterTopicOf(name), 'Return what was refused'),
      ),
      ...outboundTopics.map(({ name, title }) =>
        operation('send', name, `Publish ${title.en.toLowerCase()}`),
      ),
    ]),
    components: {
      messages: {
        ...mapValues(definitions, binaryMessage),
        ...Object.fromEntries(
          inboundTopics.map((topic) => [structuredName(topic), structuredMessage(topic)]),
        ),
        DeadLetter: deadLetterMessage(),
      },
      schemas: {
        ...mapValues(definitions, dataSchema),
        CloudEventAttributes: { type: 'object', required: REQUIRED, properties: attributes('') },
      },
    },
  }
}

function titleOf({ title }: Topic): string {
  return `${title.en} ${title.zh}`
}

function messageNames({ definitions }: Topic): string[] {
  return definitions.map(schemaName)
}

function structuredName({ name }: Topic): string {
  return `Structured.${name}`
}

function inboundChannel(topic: Topic): Channel {
  return channel(topic.name, titleOf(topic), [...messageNames(topic), structuredName(topic)])
}

function deadLetterChannel(topic: Topic): Channel {
  return channel(deadLetterTopicOf(topic.name), `${titleOf(topic)}: refused 拒收`, ['DeadLetter'])
}

function channel(address: string, title: string, messages: readonly string[]): Channel {
  return {
    address,
    title,
    messages: Object.fromEntries(
      messages.map((name) => [name, { $ref: `#/components/messages/${name}` }]),
    ),
    bindings: { kafka: { topic: address, bindingVersion: BINDING_VERSION } },
  }
}

function operation(action: Operation['action'], topic: string, title: string): [string, Operation] {
  return [`${action}.${topic}`, { action, title, channel: { $ref: `#/channels/${topic}` } }]
}

function binaryMessage(definition: EventDefinition): object {
  const { title, meaning, type, schema_version } = definition
  return {
    name: type,
    title: `${title.en} ${title.zh}`,
    summary: meaning.en,
    contentType: 'application/json',
    headers: {
      type: 'object',
      required: REQUIRED.map((name) => `ce_${name}`),
      properties: {
        ...attributes('ce_'),
        ce_type: { type: 'string', const: type },
        ce_schemaversion: {
          type: 'string',
          const: String(schema_version),
          description: 'Absent means 1',
        },
        'content-type': { type: 'string', description: 'application/json' },
      },
    },
    payload: { $ref: `#/components/schemas/${schemaName(definition)}` },
    bindings: KEYED,
  }
}

function structuredMessage(topic: Topic): object {
  return {
    name: structuredName(topic),
    title: `${titleOf(topic)}, structured mode`,
    contentType: 'application/cloudevents+json',
    headers: {
      type: 'object',
      required: ['content-type'],
      properties: { 'content-type': { type: 'string', const: 'application/cloudevents+json' } },
    },
    payload: {
      allOf: [{ $ref: '#/components/schemas/CloudEventAttributes' }],
      oneOf: topic.definitions.map((definition) => ({
        type: 'object',
        required: ['type', 'data'],
        properties: {
          type: { const: definition.type },
          schemaversion: { const: definition.schema_version },
          data: { $ref: `#/components/schemas/${schemaName(definition)}` },
        },
      })),
    },
    bindings: KEYED,
  }
}

function deadLetterMessage(): object {
  return {
    name: 'DeadLetter',
    title: 'Refused message 拒收消息',
    summary: 'Key, value and headers as they were sent, and why the message was refused.',
    contentType: 'application/octet-stream',
    headers: {
      type: 'object',
      required: ['dlq-reason', 'dlq-topic', 'dlq-partition', 'dlq-offset'],
      properties: {
        'dlq-reason': text('Codes and field paths, such as FIELD_MISSING data.inspected_on'),
        'dlq-topic': text('Where it was sent'),
        'dlq-partition': text('Partition there'),
        'dlq-offset': text('Offset there'),
      },
    },
    payload: {},
  }
}

function text(description: string): JsonSchema {
  return { type: 'string', description }
}

const KEYED = {
  kafka: {
    key: {
      type: 'string',
      description: 'The subject, so that what concerns one subject stays in order',
    },
    bindingVersion: BINDING_VERSION,
  },
}

const REQUIRED = ['specversion', 'id', 'source', 'type', 'subject', 'time']

/** CloudEvents attributes and our extensions. In headers everything is text. */
function attributes(prefix: 'ce_' | ''): Record<string, JsonSchema> {
  const time = { type: 'string', format: 'date-time' }
  const schemas: Record<string, JsonSchema> = {
    specversion: { type: 'string', const: '1.0' },
    id: { type: 'string', minLength: 1, maxLength: SOURCE_EVENT_ID_CHARACTERS_MAX },
    source: {
      type: 'string',
      format: 'uri-reference',
      minLength: 1,
      maxLength: SOURCE_CHARACTERS_MAX,
    },
    type: { type: 'string' },
    subject: {
      type: 'string',
      minLength: 1,
      description: 'Whom the event is about: a USCC, or namespace:id',
    },
    time: { ...time, description: 'When it happened' },
    reportedat: { ...time, description: 'When the department entered it' },
    region: { type: 'string', description: 'GB/T 2260 code of 6, 9 or 12 digits, or namespace:id' },
    department: { type: 'string' },
    schemaversion: prefix === '' ? { type: ['integer', 'string'] } : { type: 'string' },
    correlationid: { type: 'string' },
    causationid: { type: 'string' },
  }
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [`${prefix}${name}`, schema]),
  )
}

function mapValues<Value, Result>(
  map: ReadonlyMap<string, Value>,
  change: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries([...map].map(([key, value]) => [key, change(value)]))
}
