import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { intakeForEachTest } from '#/support/intake/intake-each-test.ts'
import { streamOf } from '@jianwei/events/envelope.ts'
import { versionOf } from '@jianwei/events/fact.ts'
import { factsAsKnown } from '#/support/rules/reference/reference.ts'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import {
  importFile,
  IMPORT_RECORDS_MAX,
  type ImportSummary,
} from '@jianwei/services/intake/import-file.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'

/** Whole files of a register, one after the other, and what stands then. */

const csv = readMapping(
  `
mapping: penalties-csv
description: a test
source: urn:example:register
input: { format: csv, columns: [id, shop, decided, fine] }
time_zone: Asia/Shanghai
events:
  - type: PenaltyDecided
    id: 'p:{id}'
    subject: 'test:{shop}'
    occurred_at: { column: decided, as: instant }
    reported_at: unknown
    data:
      penalty_types: { constant: ['02'] }
      decision_number: '{id}'
      currency: CNY
      fine_cents: { column: fine, as: cents, unit: yuan }
      fine_unit: yuan
      fine_text: '{fine}'
`,
  'penalties-csv.yaml',
)

const register = readMapping(
  `
mapping: register
description: a test
source: urn:example:register
input: { format: ndjson }
time_zone: Asia/Shanghai
events:
  - type: ComplaintReceived
    id: 'c:{id}'
    subject: 'test:{run}'
    occurred_at: 2012-03-01T00:00:00Z
    reported_at: unknown
    data: { complaint_number: '{n}' }
  - type: RectificationOrdered
    when: { column: due, present: true }
    id: 'o:{id}'
    subject: 'test:{run}'
    occurred_at: 2012-03-01T00:00:00Z
    reported_at: unknown
    data: { due_date: { column: due, as: civil_date } }
  - type: ViolationFound
    each: violations
    id: 'v:{id}:{item}'
    subject: 'test:{run}'
    occurred_at: 2012-03-01T00:00:00Z
    reported_at: unknown
    data: { case_number: '{item}' }
`,
  'register.yaml',
)

const own = intakeForEachTest()

/**
 * The data of the facts about a subject that stand as this platform knows them, by the id of their
 * first report.
 */
async function standing(subject: string): Promise<Record<string, unknown>> {
  const events = await Array.fromAsync(own.opened.log.read(streamOf('subject', subject)))
  const idOf = new Map(
    events.map(({ event_id, source_event_id }) => [String(event_id), source_event_id]),
  )
  const known = factsAsKnown(
    events.flatMap((event) => versionOf(event) ?? []),
    { by: 'platform' },
  )
  return Object.fromEntries(
    known.map(({ fact_id, content }) => [idOf.get(fact_id) ?? fact_id, content.data]),
  )
}

const csvFile = (rows: readonly string[]): string => `id,shop,decided,fine\n${rows.join('\n')}\n`

describe('a CSV register', () => {
  const bring = (name: string, rows: readonly string[]): Promise<ImportSummary> => {
    const path = join(own.folder, name)
    writeFileSync(path, csvFile(rows))
    return importFile(path, csv, own.opened)
  }

  test('of which a fine went from 100 to 999 has 999, and says that this is a correction', async () => {
    expect(await bring('1.csv', ['1,a,2012-03-01,100', '2,a,2012-03-01,100'])).toMatchObject({
      accepted: 2,
    })
    const counts = { records: 2, accepted: 0, corrected: 1, duplicate: 1, quarantined: 0 }
    expect(await bring('2.csv', ['1,a,2012-03-01,999', '2,a,2012-03-01,100'])).toMatchObject(counts)
    expect(await standing('test:a')).toMatchObject({
      'p:1': { fine_cents: 99_900 },
      'p:2': { fine_cents: 10_000 },
    })
    const completed = (
      await Array.fromAsync(own.opened.log.read(streamOf('source', 'urn:example:register')))
    ).at(-1)
    expect(completed).toMatchObject({ type: 'ImportCompleted', data: counts })
  })

  test('whose columns stand in another order, with one more and quotes around all, says the same', async () => {
    await bring('1.csv', ['1,a,2012-03-01,100'])
    const path = join(own.folder, '2.csv')
    writeFileSync(path, 'fine,note,id,decided,shop\n"100","x","1","2012-03-01","a"\n')
    expect(await importFile(path, csv, own.opened)).toMatchObject({
      accepted: 0,
      corrected: 0,
      duplicate: 1,
    })
  })

  test.each([
    ['before the first batch is counted', 'save', 2],
    ['while the second batch is taken', 'take', 2],
  ] as const)(
    'in which an import is killed between two rows with one id, %s, keeps the later in quarantine',
    async (_, where, at) => {
      const filling = Array.from(
        { length: IMPORT_RECORDS_MAX + 1 },
        (_unused, n) => `n${n},a,2012-03-01,1`,
      )
      const path = join(own.folder, 'killed.csv')
      writeFileSync(path, csvFile(['1,a,2012-03-01,100', ...filling, '1,a,2012-03-01,999']))
      const killed = openIntake({ log_path: join(own.folder, 'log.db') })
      await using _killed = killed
      const { promise: reached, resolve } = Promise.withResolvers<void>()
      let calls = 0
      /** As a process does that is killed: from there on nothing happens any more. */
      const dies = <Part extends object>(part: Part, method: string): Part =>
        new Proxy(part, {
          get(target, name) {
            const value: unknown = Reflect.get(target, name)
            if (typeof value !== 'function') return value
            return (...args: unknown[]) => {
              if (name === method && ++calls === at) {
                resolve()
                return new Promise(() => {})
              }
              return Reflect.apply(value, target, args)
            }
          },
        })
      const { intake, checkpoints } = killed
      const parts =
        where === 'save'
          ? { checkpoints: dies(checkpoints, 'save') }
          : { intake: dies(intake, 'take') }
      void importFile(path, csv, { ...killed, ...parts })
      await reached
      const summary = await importFile(path, csv, own.opened)
      const { accepted, duplicate, corrected, quarantined, records } = summary
      expect([accepted + duplicate, corrected, quarantined, records]).toEqual([
        IMPORT_RECORDS_MAX + 2,
        0,
        1,
        IMPORT_RECORDS_MAX + 3,
      ])
      expect((await standing('test:a'))['p:1']).toMatchObject({ fine_cents: 10_000 })
      const { entries } = await own.opened.quarantine.list({ limit: 10 })
      expect(entries.map(({ reasons }) => reasons[0]?.code)).toEqual(['ID_REUSED'])
    },
  )
})

/** A row: the number that its complaint has, perhaps a date, and its violations. */
interface Row {
  readonly id: string
  readonly n: number
  readonly due: string | null
  readonly violations: readonly string[]
}

const anyRow: fc.Arbitrary<Row> = fc.record({
  id: fc.constantFrom('1', '2', '3'),
  n: fc.integer({ min: 1, max: 2 }),
  due: fc.constantFrom(null, null, '2012-04-01', '2012-05-01'),
  violations: fc.subarray(['x', 'y', 'z']),
})

function outputsOf({ id, n, due, violations }: Row): Map<string, string> {
  return new Map([
    [`c:${id}`, String(n)],
    ...(due === null ? [] : [[`o:${id}`, due] as const]),
    ...violations.map((item) => [`v:${id}:${item}`, item] as const),
  ])
}

/**
 * What stands after the files, and how many rows of them are refused: of each record, what the last
 * file that has it says.
 */
function modelled(files: readonly (readonly Row[])[]): {
  stands: Record<string, string>
  refused: number
} {
  let refused = 0
  const stands = new Map<string, string>()
  for (const rows of files) {
    const said = new Map<string, string>()
    for (const row of rows) {
      const outputs = [...outputsOf(row)]
      if (outputs.some(([id, text]) => said.has(id) && said.get(id) !== text)) refused += 1
      else for (const [id, text] of outputs) said.set(id, text)
    }
    const records = new Set(rows.map(({ id }) => id))
    for (const id of stands.keys())
      if (records.has(id.split(':')[1] ?? '') && !said.has(id)) stands.delete(id)
    for (const [id, text] of said) stands.set(id, text)
  }
  return { stands: Object.fromEntries(stands), refused }
}

test('whatever the files of a register insert, change, take away, repeat and reorder, the last word of each record stands', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(anyRow, { maxLength: 5 }), { minLength: 1, maxLength: 5 }),
      async (files) => {
        run += 1
        const bring = (rows: readonly Row[], name: string): Promise<ImportSummary> => {
          const path = join(own.folder, `${run}-${name}.ndjson`)
          const lines = rows.map(
            (row) =>
              `${JSON.stringify({ ...row, id: `${row.id}-${run}`, run: `r${run}`, name })}\n`,
          )
          writeFileSync(path, `${' '.repeat(run)}\n${lines.join('')}`)
          return importFile(path, register, own.opened)
        }
        let refused = 0
        let facts = 0
        for (const [at, rows] of files.entries()) {
          const before = await factsIn(`test:r${run}`)
          const { accepted, corrected, quarantined } = await bring(rows, String(at))
          refused += quarantined
          facts += accepted
          expect((await factsIn(`test:r${run}`)) - before).toBe(accepted + corrected)
        }
        const known = await standing(`test:r${run}`)
        const told = Object.entries(known).map(([id, data]) => {
          // One of the three types that the mapping makes.
          const { complaint_number, due_date, case_number } = data as Record<
            string,
            string | undefined
          >
          return [
            id.replace(`-${run}`, ''),
            complaint_number ?? due_date ?? case_number ?? '',
          ] as const
        })
        const model = modelled(files)
        expect(Object.fromEntries(told)).toEqual(model.stands)
        expect(refused).toBe(model.refused)
        expect(facts).toBeGreaterThanOrEqual(told.length)
        const held = await factsIn(`test:r${run}`)
        const again = await bring(files.at(-1) ?? [], 'again')
        expect([again.accepted, again.corrected, await factsIn(`test:r${run}`)]).toEqual([
          0,
          0,
          held,
        ])
      },
    ),
    { numRuns: 150 },
  )
})

async function factsIn(subject: string): Promise<number> {
  return (await Array.fromAsync(own.opened.log.read(streamOf('subject', subject)))).length
}
