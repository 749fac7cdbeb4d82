import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { EventData, Position } from '@jianwei/events/envelope.ts'
import type { FactVersion } from '@jianwei/events/fact.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import { selects } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import { selectionSql } from '@jianwei/projections/rules/facts/filter-sql.ts'
import type { Selection } from '@jianwei/projections/rules/language/filter.ts'
import { parseSelection } from '@jianwei/projections/rules/language/parse-filter.ts'
import type { RuleProblem } from '@jianwei/projections/rules/language/problems.ts'
import { eventOfVersion } from '#/support/rules/events-of-versions.ts'
import { TEXTS } from '#/support/rules/random-log.ts'
import { anyFilter, EVENT_TYPES, RANDOM_FIELDS } from '#/support/rules/random-parts.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'
import { joined, sql } from '@jianwei/projections/sql.ts'

const folder = await openWarehouse()
afterAll(() => folder[Symbol.asyncDispose]())

const SEED =
  process.env['RULES_SEED'] === undefined ? {} : { seed: Number(process.env['RULES_SEED']) }
const FACTS = 1_000
const FILTERS = 200

/** Fields hold values of their kind, or none. */
const text = fc.oneof(
  fc.constantFrom(...TEXTS, '', '12', '2026-01-01', 'null', 'true', 'a\tb', '"', '\\'),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
)
const number = fc.oneof(
  fc.constantFrom(0, 1, 2.5, -1, 12, 1e21, 0.1),
  fc.double({ noNaN: true, min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
)
const orNone = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(value)
const anyData = fc.record(
  {
    word: orNone(text),
    amount: orNone(number),
    flag: orNone(fc.boolean()),
    tags: orNone(fc.array(text, { maxLength: 3 })),
    deep: orNone(fc.record({ code: orNone(text) }, { requiredKeys: [] })),
    ticket: orNone(text),
  },
  { requiredKeys: [], noNullPrototype: true },
)
const anyFact = fc.record({
  type: fc.constantFrom(...EVENT_TYPES),
  region: fc.constantFrom(null, '330100', '330102', '见'),
  department: fc.constantFrom(null, 'd'),
  data: anyData,
})

describe('a filter', () => {
  test('takes the same facts in SQL as in TypeScript', async () => {
    const batches = fc.record({
      facts: fc.array(anyFact, { minLength: FACTS, maxLength: FACTS }),
      filters: fc.array(anyFilter, { minLength: FILTERS, maxLength: FILTERS }),
    })
    await fc.assert(
      fc.asyncProperty(batches, async ({ facts, filters }) => {
        const versions = facts.map(({ data, ...fact }, index) =>
          versionOf({ ...fact, data }, index),
        )
        await project(
          folder.warehouse,
          versions.map((version) =>
            eventOfVersion(version, {
              source_event_id: String(version.position),
              fact: { source: 'x', id: 'x' },
            }),
          ),
        )
        const selections = filters.map(selectionOf)
        const columns = selections.map(
          (selection, index) => sql`toUInt8(${selectionSql(selection)}) AS filter_${index}`,
        )
        const rows = await folder.warehouse.query<Record<string, number>>(
          sql`SELECT ${joined(columns)} FROM events_by_type_v3 ORDER BY position`,
          { purpose: 'test:filters' },
        )
        for (const [index, selection] of selections.entries()) {
          const inSql = rows.map((row) => row[`filter_${index}`] === 1)
          const wrong = versions.findIndex(
            (version, row) => inSql[row] !== taken(selection, version),
          )
          const example = versions[wrong]
          expect(wrong, `${JSON.stringify(selection)} on ${JSON.stringify(example)}`).toBe(-1)
        }
      }),
      { numRuns: 1, endOnFailure: true, ...SEED },
    )
  })
})

function selectionOf(where: unknown): Selection {
  const problems: RuleProblem[] = []
  const selection = parseSelection(
    { events: [...EVENT_TYPES].slice(0, 2), where },
    'of',
    RANDOM_FIELDS,
    problems,
  )
  if (selection === undefined) throw new TypeError(JSON.stringify(problems))
  return selection
}

function taken(selection: Selection, version: FactVersion): boolean {
  return version.kind !== 'retraction' && selects(selection, version)
}

function versionOf(
  fact: {
    readonly type: string
    readonly region: string | null
    readonly department: string | null
    readonly data: EventData
  },
  index: number,
): FactVersion {
  const at = instantFromMs(Date.UTC(2026, 0, 1) + index)
  const id = eventIdOf('filters', String(index))
  return {
    event_id: id,
    fact_id: id,
    subject_id: `test:${index}`,
    source: 'filters',
    // Positions count from 1.
    position: (index + 1) as Position,
    reported_at: at,
    recorded_at: at,
    kind: 'original',
    content: { occurred_at: at, ...fact },
  }
}
