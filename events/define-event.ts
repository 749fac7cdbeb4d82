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

/**
 * Marks a field that can name or locate a natural person. Masking, access and erasure act on the mark:
 * `x-personal-data` in the generated JSON Schema, `isPersonal` in code.
 */
export function personal<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ ...schema.meta(), 'x-personal-data': true })
}

/** Looks through `optional` and `nullable`, which wrap the marked schema. */
export function isPersonal(schema: z.ZodType): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    // What these two wrap is a classic schema like themselves: nothing here builds others.
    return isPersonal(schema.unwrap() as z.ZodType)
  }
  return schema.meta()?.['x-personal-data'] === true
}
