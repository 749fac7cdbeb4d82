import { z } from 'zod'
import type { EventData } from '#/envelope.ts'

/** What the platform does with events of a type. */
export type EventRole =
  /** Reported by departments; can be corrected and retracted; rules look at these. */
  | 'fact'
  /** Corrects or retracts a fact. */
  | 'amendment'
  /** Written by the platform itself: warnings, alerts, rules, sources, refusals, the clock. */
  | 'record'

export interface EventTitle {
  readonly en: string
  readonly zh: string
}

/** One version of one event type. The catalogue is the closed list of these. */
export interface EventDefinition<Type extends string = string, Data extends z.ZodType = z.ZodType> {
  readonly type: Type
  readonly schema_version: number
  readonly role: EventRole
  readonly title: EventTitle
  /** One sentence for the table in `events/README.md`. */
  readonly meaning: EventTitle
  readonly data: Data
  /** Turns the data of the version before into this version's. Present from version 2 on. */
  readonly upcast?: (previous: EventData) => EventData
}

export interface EventText {
  readonly role: EventRole
  readonly title: EventTitle
  readonly meaning: EventTitle
}

export function defineEvent<const Type extends string, Shape extends z.core.$ZodLooseShape>(
  type: Type,
  schemaVersion: number,
  text: EventText,
  shape: Shape,
  upcast?: (previous: EventData) => EventData,
): EventDefinition<Type, z.ZodObject<Shape, z.core.$strict>> {
  const definition = { type, schema_version: schemaVersion, ...text, data: z.strictObject(shape) }
  return upcast === undefined ? definition : { ...definition, upcast }
}

/** The first version of something that the platform itself writes down. */
export function defineRecord<const Type extends string, Shape extends z.core.$ZodLooseShape>(
  type: Type,
  title: EventTitle,
  meaning: EventTitle,
  shape: Shape,
): EventDefinition<Type, z.ZodObject<Shape, z.core.$strict>> {
  return defineEvent(type, 1, { role: 'record', title, meaning }, shape)
}

/**
 * What a personal field holds. How each is shown to whom: `docs/personal-data.md`.
 *
 *  - `person`: the name of a natural person who is not the party: who complained, who reported
 *  - `representative`: the name of whoever stands for an organisation (法定代表人)
 *  - `party`: the name of the party or subject, which is a person's where the party is one
 *  - `officer`, `certificate`: the name of an officer on duty, the number by which officers act
 *  - `id_number`: the number of an identity document; that of a party may be a credit code
 *  - `telephone`, `bank_card`: numbers that reach a person or an account
 *  - `address`: where something is or happened; `party_address`: the party's
 *  - `text`: running text in which names and numbers may stand
 *  - `on_duty`: who acted in the platform, by account, and what he wrote as the reason
 *  - `fact`: the data of another event, personal as its type says
 *  - `sealed`: shown to nobody
 */
export const PERSONAL_KINDS = [
  'person',
  'representative',
  'party',
  'officer',
  'certificate',
  'id_number',
  'telephone',
  'bank_card',
  'address',
  'party_address',
  'text',
  'on_duty',
  'fact',
  'sealed',
] as const
export type PersonalKind = (typeof PERSONAL_KINDS)[number]

/**
 * Marks a field that can name or locate a natural person. Masking, access and erasure act on the
 * mark: `x-personal-data` and `x-personal-kind` in the generated JSON Schema, `isPersonal` in code.
 * Records of the platform say who acted and why; fields of facts name their kind.
 */
export function personal<Schema extends z.ZodType>(
  schema: Schema,
  kind: PersonalKind = 'on_duty',
): Schema {
  return schema.meta({ ...schema.meta(), 'x-personal-data': true, 'x-personal-kind': kind })
}

/** Looks through `optional` and `nullable`, which wrap the marked schema. */
export function isPersonal(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    // What these two wrap is a classic schema like themselves: nothing here builds others.
    return isPersonal(schema.unwrap() as z.ZodType)
  }
  return schema.meta()?.['x-personal-data'] === true
}
