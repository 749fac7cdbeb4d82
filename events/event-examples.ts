import examples from '#/event-examples.json' with { type: 'json' }
import type { EventDefinition } from '#/define-event.ts'
import { instantFromMs } from '#/instant.ts'

/** An event in its outside form (CloudEvents 1.0), with data that were made up. */
export interface EventExample {
  readonly specversion: string
  readonly id: string
  readonly source: string
  readonly type: string
  readonly schemaversion: number
  readonly subject: string
  readonly time: string
  readonly reportedat?: string
  readonly region?: string
  readonly department?: string
  readonly datacontenttype: string
  readonly data: Readonly<Record<string, unknown>>
}

const MS_PER_DAY = 86_400_000
/** How long after its fact an amendment of the examples is entered. */
const AMENDED_AFTER_MS = 2 * MS_PER_DAY

// Written by `npm run docs:events` from the golden examples; a test holds it in step.
const byType = examples as unknown as Readonly<Record<string, readonly EventExample[]>>

/** Undefined for an event that was added since `npm run docs:events` last ran. */
export function exampleOf({ type, schema_version }: EventDefinition): EventExample | undefined {
  return byType[type]?.[schema_version - 1]
}

/** What its source sends when the day of the example was wrong: the whole fact as it should be. */
export function correctionOf(example: EventExample): EventExample {
  return amendmentOf(example, 'FactCorrected', {
    reason: '发生日期录入有误',
    replacement: {
      type: example.type,
      schema_version: example.schemaversion,
      occurred_at: later(example.time, -MS_PER_DAY),
      region: example.region ?? null,
      department: example.department ?? null,
      data: example.data,
    },
  })
}

/** What its source sends when there was no such fact. */
export function retractionOf(example: EventExample): EventExample {
  return amendmentOf(example, 'FactRetracted', { reason: '重复上报' })
}

function amendmentOf(example: EventExample, type: string, content: object): EventExample {
  const { source, id, data: _, ...attributes } = example
  const entered = later(example.reportedat ?? example.time, AMENDED_AFTER_MS)
  return {
    ...attributes,
    source,
    id: `${id}-${type}`,
    type,
    schemaversion: 1,
    time: entered,
    reportedat: entered,
    data: { fact: { source, id }, ...content },
  }
}

function later(time: string, ms: number): string {
  return instantFromMs(Date.parse(time) + ms)
}
