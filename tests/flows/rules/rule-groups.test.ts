import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { EventData, Position } from '@jianwei/events/envelope.ts'
import type { FactVersion } from '@jianwei/events/fact.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { parseSubjectId } from '@jianwei/events/identifiers/subject-id.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { addFields } from '@jianwei/projections/rules/facts/fields/field-column.ts'
import { groupIdSql, inGroupSql } from '@jianwei/projections/rules/facts/groups/group-sql.ts'
import { groupIdOf, type GroupField } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import {
  CRITICAL_BASELINE_MAX,
  isSurgeSql,
  leastSurge,
} from '@jianwei/projections/rules/kinds/surge/critical-count.ts'
import { eventOfVersion } from '#/support/rules/events-of-versions.ts'
import { TEXTS } from '#/support/rules/random-log.ts'
import { openWarehouse, project } from '#/support/warehouse/warehouse-in-folder.ts'
import { joined, list, sql } from '@jianwei/projections/sql.ts'

const folder = await openWarehouse()
afterAll(() => folder[Symbol.asyncDispose]())

const SEED =
  process.env['RULES_SEED'] === undefined ? {} : { seed: Number(process.env['RULES_SEED']) }
const FACTS = 2_000

const anyText = fc.oneof(
  fc.constantFrom(
    ...TEXTS,
    'a;b',
    'a=b',
    'a~b',
    ' a ',
    '～',
    '（甲）',
    'é',
    'e\u0301',
    '123456789012345',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 140 }),
  fc.string({ unit: fc.constantFrom('见', '微', '1', '-', 'x'), maxLength: 140 }),
)
const anyFact = fc.record({
  region: fc.constantFrom(null, '330100', '33', '见'),
  department: fc.option(anyText.filter((text) => text !== '')),
  word: fc.oneof({ weight: 5, arbitrary: anyText }, fc.constantFrom<unknown>(null, undefined)),
})

addFields(new Map([['ComplaintReceived', new Map([['data.word', 'text']])]]))

const GROUPS: readonly (readonly GroupField[])[] = [
  [{ field: 'data.word', prefix: null }],
  [{ field: 'data.word', prefix: 2 }],
  [
    { field: 'region', prefix: 4 },
    { field: 'data.word', prefix: null },
    { field: 'department', prefix: 3 },
  ],
  [
    { field: 'subject_id', prefix: null },
    { field: 'source', prefix: null },
    { field: 'type', prefix: 1 },
  ],
]

describe('groups', () => {
  test('have one subject id in SQL and in TypeScript, and it holds as one', async () => {
    const facts = fc.sample(anyFact, { numRuns: FACTS, ...SEED })
    const versions = facts.map(versionOf)
    await project(
      folder.warehouse,
      versions.map((version) =>
        eventOfVersion(version, {
          source_event_id: String(version.position),
          fact: { source: 'x', id: 'x' },
        }),
      ),
    )
    const ids = GROUPS.map(
      (group, index) => sql`if(${inGroupSql(group)}, ${groupIdSql(group)}, NULL) AS group_${index}`,
    )
    const rows = await folder.warehouse.query<Record<string, string | null>>(
      sql`SELECT ${joined(ids)} FROM events_v2 ORDER BY position`,
      { purpose: 'test:groups' },
    )
    expect(rows).toHaveLength(FACTS)
    for (const [place, version] of versions.entries()) {
      for (const [index, group] of GROUPS.entries()) {
        if (version.kind === 'retraction') throw new TypeError('only originals were made')
        const id = groupIdOf(group, version) ?? null
        expect(rows[place]?.[`group_${index}`], JSON.stringify(version.content)).toBe(id)
        if (id !== null) expect(parseSubjectId(id)).toMatchObject({ ok: true, value: id })
      }
    }
  })
})

describe('the least count that is a surge', () => {
  test.each([
    [7, 28, 1, 0.001],
    [1, 13, 3, 0.05],
    [30, 30, 40, 1e-9],
  ])(
    'is the same in SQL: %i days after %i, at least %i, chance %d',
    async (window, baseline, at_least, chance_at_most) => {
      const parameters = {
        of: { events: ['TicketDispatched'] },
        group_by: [],
        window_seconds: window * 86_400,
        baseline_seconds: baseline * 86_400,
        at_least,
        chance_at_most,
      }
      const base = [0, 1, 2, 3, 10, 99, CRITICAL_BASELINE_MAX - 1, CRITICAL_BASELINE_MAX]
      const baselines = [
        ...base,
        ...[1, 2, 17, 1_000, 99_999, 9_999_999].map((more) => CRITICAL_BASELINE_MAX + more),
      ]
      // A count less, that count, and one more; never below nothing.
      const pairs = baselines.flatMap((facts) =>
        [-1, 0, 1].map(
          (aside) => [Math.max(0, leastSurge(parameters, facts) + aside), facts] as const,
        ),
      )
      const holds = isSurgeSql(parameters)(sql`n`, sql`b`)
      const rows = await folder.warehouse.query<{ n: string; b: string; holds: number }>(
        sql`
SELECT pair.1 AS n, pair.2 AS b, toUInt8(${holds}) AS holds
FROM (
  SELECT arrayJoin([${list(pairs.map(([n, b]) => sql`(toUInt64(${n}), toUInt64(${b}))`))}]) AS pair
)`,
        { purpose: 'test:surge' },
      )
      const expected = pairs.map(([n, b]) => `${n} ${b} ${n >= leastSurge(parameters, b) ? 1 : 0}`)
      expect(rows.map(({ n, b, holds: held }) => `${n} ${b} ${held}`).toSorted()).toEqual(
        expected.toSorted(),
      )
    },
  )
})

function versionOf(
  { region, department, word }: { region: string | null; department: string | null; word: unknown },
  index: number,
): FactVersion {
  const occurred_at = '2026-01-01T00:00:00.000Z' as Instant
  const data: EventData = word === undefined ? {} : { word }
  const event_id = eventIdOf('random', String(index))
  return {
    event_id,
    fact_id: event_id,
    subject_id: `test:${index}`,
    source: 'random',
    position: (index + 1) as Position,
    reported_at: occurred_at,
    recorded_at: occurred_at,
    kind: 'original',
    content: { type: 'ComplaintReceived', occurred_at, region, department, data },
  }
}
