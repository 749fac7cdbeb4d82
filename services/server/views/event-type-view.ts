import { z } from 'zod'
import { latestVersion } from '@jianwei/events/catalogue.ts'
import { PERSONAL_KINDS, type EventDefinition } from '@jianwei/events/define-event.ts'
import { correctionOf, exampleOf, retractionOf } from '@jianwei/events/event-examples.ts'
import { fieldsOf } from '@jianwei/events/event-fields.ts'
import { jsonSchemaOf } from '@jianwei/events/json-schema.ts'
import { Title } from '#/server/views/vocabulary.ts'

export const TypeName = z.string().meta({ examples: ['PenaltyDecided'] })

const Field = z
  .object({
    path: z.string().meta({
      description: 'In the data; `[]` leads into the items of a list 字段',
      examples: ['officers[].certificate_number'],
    }),
    title: Title.nullable().meta({ description: 'Null for some fields of records 字段名称' }),
    description: Title.nullable().meta({ description: 'What it holds 说明' }),
    required: z.boolean().meta({ description: 'Whether what it lies in needs it 是否必填' }),
    nullable: z.boolean().meta({ description: 'Whether it may be null, which is a statement' }),
    kind: z.string().meta({
      description: 'Its type in JSON; any where it may be several',
      examples: ['string'],
    }),
    values: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .nullable()
      .meta({ description: 'The only ones, where they are few 可取值' }),
    personal: z
      .enum(PERSONAL_KINDS)
      .nullable()
      .meta({ description: 'What of a person it may hold 个人信息种类' }),
  })
  .meta({ id: 'EventField', description: 'A field of an event 事件字段' })

const CloudEvent = z.record(z.string(), z.unknown())

export const EventTypeView = z
  .object({
    type: TypeName,
    role: z.enum(['fact', 'amendment', 'record']),
    version: z.int().meta({ description: 'The one that is shown 版本', examples: [1] }),
    versions: z
      .array(z.int())
      .meta({ description: 'All that may be sent 全部版本', examples: [[1]] }),
    title: Title.meta({ description: 'What people call it 名称' }),
    meaning: Title.meta({ description: 'In a sentence 含义' }),
    fields: z.array(Field).meta({ description: 'Each before those that lie in it 字段' }),
    schema: z.record(z.string(), z.unknown()).meta({
      description:
        'JSON Schema (draft 2020-12) of the data; `x-title` and `x-description` have the words ' +
        'by language',
    }),
    example: CloudEvent.nullable().meta({ description: 'A CloudEvent with made-up data 示例' }),
    correction: CloudEvent.nullable().meta({
      description: 'What corrects the example; null for what nobody corrects 更正示例',
    }),
    retraction: CloudEvent.nullable().meta({
      description: 'What takes the example back; null for what nobody takes back 撤回示例',
    }),
  })
  .meta({ id: 'EventType', description: 'A version of a type of events 事件类型' })

/** All that is known of one version of a type. */
export function eventTypeView(definition: EventDefinition): z.input<typeof EventTypeView> {
  const { type, role, schema_version, title, meaning } = definition
  const example = exampleOf(definition) ?? null
  const amended = role === 'fact' ? example : null
  return {
    type,
    role,
    version: schema_version,
    versions: Array.from({ length: latestVersion(type) ?? 0 }, (_, before) => before + 1),
    title,
    meaning,
    // A view's lists are its own.
    fields: fieldsOf(definition).map(({ values, ...field }) => ({
      ...field,
      values: values === null ? null : [...values],
    })),
    schema: jsonSchemaOf(definition),
    example: example === null ? null : { ...example },
    correction: amended === null ? null : { ...correctionOf(amended) },
    retraction: amended === null ? null : { ...retractionOf(amended) },
  }
}
