import { afterAll, expect, test } from 'vitest'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { FactVersion } from '@jianwei/events/fact.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import { ledgerSql, warningsSql } from '@jianwei/projections/rules/compiler/compile.ts'
import { evaluate } from '@jianwei/projections/rules/evaluator/evaluate.ts'
import { NOTHING_STATED } from '@jianwei/projections/rules/feeds/statements-as-known.ts'
import { parseRule } from '@jianwei/projections/rules/parse-rule.ts'
import { groupOf, isSnapshotRule, type Rule } from '@jianwei/projections/rules/rule.ts'
import {
  EVIDENCE_FACTS_MAX,
  type ComputedWarning,
  type LedgerRow,
} from '@jianwei/projections/rules/statements/warning-sql.ts'
import { evaluatedKey, intervalKey, ledgerKey, warningKey } from '#/support/rules/agreement.ts'
import { eventOfVersion } from '#/support/rules/events-of-versions.ts'
import { ledgerInProcess } from '#/support/rules/ledger-in-process.ts'
import { EVERYTHING, query } from '#/support/rules/live-run.ts'
import { RANDOM_FIELDS } from '#/support/rules/random-parts.ts'
import { referenceWarnings } from '#/support/rules/reference/reference.ts'
import { PLAIN_HEADER } from '#/support/rules/rule-with.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'

/*
 * More facts than a warning lists, many of them in one second, on both sides of 1970 and at
 * milliseconds: whoever computes it lists the same, the newest by second and then id.
 */

const folder = await openWarehouse()
const { warehouse } = folder
afterAll(() => folder[Symbol.asyncDispose]())

const FACTS = 260
const IN_ONE_SECOND = 90
const LEAST = 230
/** So that the facts lie half before 1970. */
const FIRST_MS = -Math.floor(FACTS / IN_ONE_SECOND / 2) * 1_000 - 1_001

const versions: readonly FactVersion[] = Array.from({ length: FACTS }, (_, index) => {
  const fact_id = eventIdOf('capped', String(index))
  const second = Math.floor(index / IN_ONE_SECOND)
  const recorded_at = instantFromMs(60_000 * (index + 1))
  return {
    event_id: fact_id,
    fact_id,
    subject_id: 'test:capped',
    source: 'capped',
    position: (index + 1) as Position,
    reported_at: recorded_at,
    recorded_at,
    kind: 'original',
    content: {
      type: 'ComplaintReceived',
      // Later ones of one second may lie at earlier milliseconds.
      occurred_at: instantFromMs(FIRST_MS + second * 1_000 + ((index * 389) % 1_000)),
      region: '330100',
      department: null,
      data: { amount: 1, word: index % 2 === 0 ? '😀' : '～' },
    },
  }
})
const events: readonly RecordedEvent[] = versions.map((version, index) =>
  eventOfVersion(version, {
    source_event_id: String(index),
    fact: { source: 'capped', id: String(index) },
  }),
)
const last = events.at(-1)
if (last === undefined) throw new TypeError('there are facts')
await project(warehouse, events)

const of = { events: ['ComplaintReceived'] }
const window = '7 days'
const title = { en: 'Points', zh: '分值' }
const indicator = { id: 'complaints', title, of, points: 1 }
const bands = [
  { band: 'A', below: LEAST },
  { band: 'B', from: LEAST },
]
const kinds: readonly (readonly [kind: string, parameters: Record<string, unknown>])[] = [
  ['count', { of, at_least: LEAST, window }],
  ['sum', { of, amount: 'data.amount', at_least: LEAST, window }],
  [
    'combination',
    {
      conditions: [
        { of, at_least: LEAST },
        { of, at_least: 1 },
      ],
      window,
    },
  ],
  ['score', { window, indicators: [indicator], bands, overrides: [], warn_bands: ['B'] }],
]

test.each(kinds)('a warning of the kind %s lists the same facts', async (kind, parameters) => {
  const rule = loaded({ kind, parameters })
  if (isSnapshotRule(rule) || groupOf(rule) !== null) throw new TypeError('rules about subjects')
  const until = { by: 'platform', position: last.position } as const
  const view = { known: { by: 'platform', until }, clock: last.recorded_at } as const
  const expected = referenceWarnings(rule, versions, view, NOTHING_STATED)
  // The facts of the last second bring it about; two of the seconds before are cut.
  expect(expected).toMatchObject([{ evidence_count: FACTS }])
  expect(expected[0]?.evidence).toHaveLength(EVIDENCE_FACTS_MAX)
  expect(evaluate(rule, versions, view)).toEqual(expected)
  const asked = { scope: EVERYTHING, ...view, ...NOTHING_STATED }
  const found = await query<ComputedWarning>(warehouse, warningsSql(rule, asked))
  expect(found.map(warningKey)).toEqual(expected.map(evaluatedKey))
  const entries = await query<LedgerRow>(warehouse, ledgerSql(rule, asked))
  const { known } = view
  const ledger = ledgerInProcess(rule, versions, { known, events, ...NOTHING_STATED })
  expect(entries.map(ledgerKey)).toEqual(ledger.map(intervalKey))
  // As raised, when fewer were known.
  expect(ledger).toMatchObject([{ evidence_count: LEAST }])
})

function loaded(specific: Record<string, unknown>): Rule {
  const parsed = parseRule({ ...PLAIN_HEADER, ...specific }, RANDOM_FIELDS)
  if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.problems))
  return parsed.rule
}
