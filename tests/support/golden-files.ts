import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { EventDefinition } from '@jianwei/events/define-event.ts'
import { jsonSchemaOf } from '@jianwei/events/json-schema.ts'

/** An example event in its outside form (CloudEvents 1.0). */
export interface GoldenEvent {
  readonly type: string
  readonly schemaversion: number
  readonly data: Readonly<Record<string, unknown>>
}

export const GOLDEN_FOLDER = fileURLToPath(new URL('../golden/', import.meta.url))
export const GOLDEN_SCHEMAS_FOLDER = fileURLToPath(new URL('../golden/schemas/', import.meta.url))

/** `PenaltyDecided.v1.json`, for the example and for the frozen shape alike. */
export function goldenFileName(definition: EventDefinition): string {
  return `${definition.type}.v${definition.schema_version}.json`
}

export function readGolden(definition: EventDefinition): GoldenEvent {
  // Written by us, in the repository; the tests say so again.
  return JSON.parse(readFileSync(GOLDEN_FOLDER + goldenFileName(definition), 'utf8')) as GoldenEvent
}

/** Words for people, and how personal fields are masked: both may change. */
const UNFROZEN: ReadonlySet<string> = new Set(['x-personal-kind', 'x-title', 'x-description'])

/**
 * The JSON Schema of a version without its prose, and without the kinds by which personal fields
 * are masked: what must stay as it is for ever.
 */
export function shapeOf(definition: EventDefinition): string {
  return `${JSON.stringify(jsonSchemaOf(definition), withoutProse, 2)}\n`
}

function withoutProse(key: string, value: unknown): unknown {
  // A property of such a name has a schema, which is an object.
  if ((key === 'title' || key === 'description') && typeof value === 'string') return undefined
  if (UNFROZEN.has(key)) return undefined
  return key === 'examples' && Array.isArray(value) ? undefined : value
}

/** Undefined when this version has no frozen shape yet. */
export function readFrozenShape(definition: EventDefinition): string | undefined {
  const name = goldenFileName(definition)
  return jsonFilesIn(GOLDEN_SCHEMAS_FOLDER).includes(name)
    ? readFileSync(GOLDEN_SCHEMAS_FOLDER + name, 'utf8')
    : undefined
}

export function jsonFilesIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.json'))
}
