import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { versionOf } from '@jianwei/events/fact.ts'
import { factsAsKnown } from '#/support/rules/reference/reference.ts'
import {
  importFile,
  type ImportParts,
  type ImportSummary,
} from '@jianwei/services/intake/import-file.ts'
import type { Mapping } from '@jianwei/services/intake/mapping/language.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { createRedrive } from '@jianwei/services/intake/redrive.ts'
import { intakeForEachTest } from '#/support/intake/intake-each-test.ts'
import { eventsOf } from '#/support/intake/intake-server.ts'
import { killedAfter } from '#/support/intake/killed-import.ts'

/* Change logs: rows that say what changed of facts that are there, field by field. */

const HEAD = `
mapping: changes
description: a test
source: urn:example:changes
time_zone: Asia/Shanghai
changed_at: { column: on, as: instant }
`
const GRANT = `
  - type: PenaltyDecided
    when: { column: kind, equals: 新增 }
    id: 'p:{id}'
    subject: 'test:{shop}'
    occurred_at: { column: on, as: instant }
    reported_at: { column: on, as: instant }
    data:
      penalty_types: { constant: ['02'] }
      decision_number: '{id}'
      legal_basis: { column: basis, optional: true }
      currency: { constant: CNY, with: fine_cents }
      fine_cents: { column: fine, as: cents, unit: yuan, optional: true }
      fine_unit: { constant: yuan, with: fine_cents }
      fine_text: { column: fine, optional: true }
`
const COLUMNS = 'kind, id, shop, on, fine, basis, why'
/** A column for each field. */
const wide = readMapping(
  `${HEAD}
input: { format: csv, columns: [${COLUMNS}] }
events:${GRANT}
changes:
  - correct: 'p:{id}'
    type: PenaltyDecided
    when: { column: kind, equals: 变更 }
    reason: { template: '{why}', optional: true }
    set:
      legal_basis: { column: basis, optional: true }
      currency: { constant: CNY, with: fine_cents }
      fine_cents: { column: fine, as: cents, unit: yuan, optional: true }
      fine_unit: { constant: yuan, with: fine_cents }
      fine_text: { column: fine, optional: true }
  - retract: 'p:{id}'
    type: PenaltyDecided
    when: { column: kind, equals: 注销 }
`,
  'wide.yaml',
)
/** A column that names the field, and one that holds the new value. */
const narrow = readMapping(
  `${HEAD}
input: { format: csv, columns: [id, on, what, new] }
tables: { fields: { 依据: legal_basis, 金额: fine_cents } }
changes:
  - correct: 'p:{id}'
    type: PenaltyDecided
    field: { column: what, table: fields, otherwise: other }
    set:
      legal_basis: { column: new, optional: true }
      fine_cents: { column: new, as: cents, unit: yuan }
      fine_text: { column: new, with: fine_cents }
`,
  'narrow.yaml',
)

const own = intakeForEachTest()
let files = 0

function bring(
  mapping: Mapping,
  rows: readonly string[],
  name?: string,
  parts: ImportParts = own.opened,
): Promise<ImportSummary> {
  files += 1
  const path = join(own.folder, name ?? `${files}.csv`)
  writeFileSync(path, `${(mapping.input.columns ?? []).join(',')}\n${rows.join('\n')}\n`)
  return importFile(path, mapping, parts)
}

/** Fine and legal basis of what stands, by id. */
async function standing(): Promise<Readonly<Record<string, unknown>>> {
  const events = await eventsOf(own.opened.log)
  const idOf = new Map<string, string>(events.map((one) => [one.event_id, one.source_event_id]))
  const known = factsAsKnown(
    events.flatMap((event) => versionOf(event) ?? []),
    { by: 'platform' },
  )
  return Object.fromEntries(
    known.map(({ fact_id, content: { data } }) => [
      idOf.get(fact_id) ?? fact_id,
      [data['fine_cents'] ?? null, data['legal_basis'] ?? null],
    ]),
  )
}

async function said(): Promise<readonly string[]> {
  return (await eventsOf(own.opened.log))
    .filter(({ source }) => source === 'urn:example:changes')
    .map(({ type }) => type)
}

async function refusals(): Promise<readonly string[]> {
  const { entries } = await own.opened.quarantine.list({ limit: 100 })
  return entries.flatMap(({ reasons }) => reasons.map(({ code }) => code))
}

const granted = (id: number | string, on = '2026-01-01', fine = '100', basis = '甲法'): string =>
  `新增,${id},a,${on},${fine},${basis},`

describe('a change log with a column for each field', () => {
  test('corrects what a row names, leaves the rest, and retracts', async () => {
    const rows = [
      granted(1),
      granted(2),
      '变更,1,a,2026-02-01,200,,复议',
      '变更,1,a,2026-03-01,,乙法,',
      '注销,2,a,2026-03-01,,,',
    ]
    expect(await bring(wide, rows)).toMatchObject({ records: 5, accepted: 2, corrected: 3 })
    expect(await standing()).toEqual({ 'p:1': [20_000, '乙法'] })
    const amendments = (await eventsOf(own.opened.log)).filter(({ type }) =>
      type.startsWith('Fact'),
    )
    const times = amendments.map(({ reported_at, data }) => [reported_at, data['reason']])
    expect(times).toEqual([
      ['2026-01-31T16:00:00.000Z', '复议'],
      ['2026-02-28T16:00:00.000Z', 'the change log of the source'],
      ['2026-02-28T16:00:00.000Z', 'the change log of the source'],
    ])
  })

  test('that comes again with more rows says only what is new', async () => {
    const rows = [granted(1), '变更,1,a,2026-02-01,200,,', '变更,1,a,2026-03-01,100,,']
    await bring(wide, rows)
    const more = [...rows, '变更,1,a,2026-04-01,300,,']
    expect(await bring(wide, more)).toMatchObject({ duplicate: 3, corrected: 1, quarantined: 0 })
    expect(await standing()).toEqual({ 'p:1': [30_000, '甲法'] })
  })

  test('keeps a change that changes nothing, so that it is known when it comes again', async () => {
    const rows = [granted(1), '变更,1,a,2026-02-01,100,,', '变更,1,a,2026-03-01,200,,']
    expect(await bring(wide, rows)).toMatchObject({ accepted: 1, duplicate: 1, corrected: 1 })
    const again = await bring(wide, [...rows, granted(2)])
    expect(again).toMatchObject({ accepted: 1, duplicate: 3, quarantined: 0 })
    expect(await standing()).toMatchObject({ 'p:1': [20_000, '甲法'] })
  })

  test('lets one day change a field to and fro', async () => {
    const day = '2026-02-01'
    const rows = ['200', '300', '200'].map((fine) => `变更,1,a,${day},${fine},,`)
    expect(await bring(wide, [granted(1), ...rows])).toMatchObject({ corrected: 3 })
    expect(await standing()).toEqual({ 'p:1': [20_000, '甲法'] })
    expect(await bring(wide, [granted(1), ...rows, granted(2)])).toMatchObject({ duplicate: 4 })
  })

  test('grants again what it has taken back, also with the same words', async () => {
    const rows = [granted(1), '注销,1,a,2026-02-01,,,', granted(1, '2026-03-01')]
    await bring(wide, rows)
    expect(Object.keys(await standing())).toEqual(['p:1'])
    const again = await bring(wide, [...rows, '变更,1,a,2026-04-01,200,,'])
    expect(again).toMatchObject({ duplicate: 3, corrected: 1 })
    expect(await standing()).toEqual({ 'p:1': [20_000, '甲法'] })
  })

  test('waits in quarantine for a fact that the log does not have yet', async () => {
    await bring(wide, ['变更,1,a,2026-02-01,200,,'])
    expect(await refusals()).toEqual(['CHANGE_FACT_UNKNOWN'])
    await bring(wide, [granted(1)])
    const [entry] = (await own.opened.quarantine.list({ limit: 1 })).entries
    const redrive = createRedrive({ ...own.opened, mappingNamed: () => wide })
    expect(await redrive(entry?.quarantine_id ?? '', {})).toMatchObject({ outcome: 'taken' })
    expect(await standing()).toEqual({ 'p:1': [20_000, '甲法'] })
  })

  test('refuses what comes behind a later change, of a retracted fact, or makes none', async () => {
    await bring(wide, [
      granted(1),
      '变更,1,a,2026-03-01,200,,',
      '变更,1,a,2026-02-01,300,,',
      '变更,1,a,2026-04-01,,,',
      '注销,1,a,2026-05-01,,,',
      '变更,1,a,2026-06-01,400,,',
    ])
    const codes = ['CHANGE_BEHIND', 'CHANGE_EMPTY', 'CHANGE_FACT_RETRACTED']
    expect((await refusals()).toSorted()).toEqual(codes)
    expect(await standing()).toEqual({})
  })
})

describe('a change log that names the field', () => {
  test('reads the new value as that field wants it, and removes one that is left empty', async () => {
    await bring(wide, [granted(1)])
    const counts = { corrected: 3, quarantined: 2 }
    const summary = await bring(narrow, [
      '1,2026-02-01,金额,200',
      '1,2026-02-02,依据,乙法',
      '1,2026-02-03,金额,much',
      '1,2026-02-04,地址,somewhere',
      '1,2026-02-05,依据,',
    ])
    expect(summary).toMatchObject(counts)
    expect((await refusals()).toSorted()).toEqual(['AMOUNT_UNREADABLE', 'CHANGE_FIELD_UNKNOWN'])
    expect(await standing()).toEqual({ 'p:1': [20_000, null] })
  })
})

test('a change log that is killed at any step ends as one that was not', async () => {
  const ids = Array.from({ length: 1_500 }, (_, at) => at)
  const rows = [
    ...ids.map((id) => granted(id)),
    ...ids.map((id) => `变更,${id},a,2026-02-01,200,,`),
    ...ids.map((id) => `变更,${id},a,2026-03-01,100,,`),
  ]
  for (const batches of [0, 1, 2, 0, 1]) {
    const killed = killedAfter(own.opened, batches)
    await bring(wide, rows, 'killed.csv', killed).catch((error: unknown) => {
      expect(error).toMatchObject({ message: 'killed' })
    })
  }
  expect(await bring(wide, rows, 'killed.csv')).toMatchObject({ records: 4_500, quarantined: 0 })
  expect((await said()).filter((type) => type === 'FactCorrected')).toHaveLength(3_000)
  expect(Object.values(await standing())).toEqual(ids.map(() => [10_000, '甲法']))
})

test('whatever a change log says in its order, the last word of each field stands', async () => {
  const Change = fc.record({
    id: fc.integer({ min: 1, max: 3 }),
    kind: fc.constantFrom('新增', '变更', '变更', '变更', '注销'),
    fine: fc.constantFrom('', '100', '200', '300'),
    basis: fc.constantFrom('', '甲法', '乙法'),
  })
  const property = fc.asyncProperty(
    fc.array(Change, { maxLength: 20 }),
    fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 3 }),
    async (changes, cuts) => {
      files += 1
      const run = files
      const day = (at: number): string =>
        new Date(Date.UTC(2020, 0, 1 + at)).toISOString().slice(0, 10)
      const rows = changes.map(
        ({ id, kind, fine, basis }, at) => `${kind},${run}-${id},a,${day(at)},${fine},${basis},`,
      )
      const expected: Record<string, [number | null, string | null] | undefined> = {}
      for (const { id, kind, fine, basis } of changes) {
        const key = `p:${run}-${id}`
        const cents = fine === '' ? null : Number(fine) * 100
        const before = expected[key]
        if (kind === '新增') expected[key] = [cents, basis === '' ? null : basis]
        else if (kind === '注销') expected[key] = undefined
        else if (before !== undefined)
          expected[key] = [cents ?? before[0], basis === '' ? before[1] : basis]
      }
      // Each file holds all from the beginning, as logs that only grow do.
      for (const cut of [...cuts.toSorted((a, b) => a - b), rows.length]) {
        const some = rows.slice(0, cut)
        const { records, accepted, duplicate, corrected, quarantined } = await bring(wide, some)
        expect(accepted + duplicate + corrected + quarantined).toBe(records)
      }
      const stands = Object.entries(await standing()).filter(([id]) => id.startsWith(`p:${run}-`))
      const wanted = Object.entries(expected).filter(([, value]) => value !== undefined)
      expect(Object.fromEntries(stands)).toEqual(Object.fromEntries(wanted))
    },
  )
  await fc.assert(property, { numRuns: 40 })
})

test.each([
  ['changed_at: { column: on, as: instant }', '', 'which change is which?'],
  ['changed_at:', 'release: whole\nchanged_at:', 'no whole register'],
  ['legal_basis:', 'legal_bases:', 'PenaltyDecided has no such field: did you mean legal_basis'],
  ['type: PenaltyDecided', 'type: AlertRaised', 'no fact that a source may report'],
])('a mapping with %s as "%s" is refused', (before, after, words) => {
  const yaml = `${HEAD}
input: { format: csv, columns: [id, on, basis] }
changes:
  - correct: 'p:{id}'
    type: PenaltyDecided
    set: { legal_basis: { column: basis } }
`
  expect(readMapping(yaml, 'x.yaml').changes).toHaveLength(1)
  expect(() => readMapping(yaml.replace(before, after), 'x.yaml')).toThrow(words)
})
