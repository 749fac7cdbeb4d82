import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { FactCorrected, FactRetracted } from '@jianwei/events/amendment/events.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import { importFile } from '@jianwei/services/intake/import-file.ts'
import { mappingFromFile } from '@jianwei/services/intake/mapping/mapping-files.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { eventsOf, temporaryFolder } from '#/support/intake/intake-server.ts'

/* One made file a kind, with its mapping and what must become of it. */

const FILES = join(import.meta.dirname, 'files')
/** What lies beside the file. */
/** Imported before the file, where it is there. */
const BEFORE = 'before.csv'
const OTHERS = new Set(['mapping.yaml', 'expected.json', 'laws.csv', BEFORE])

const Expected = z.union([
  /** The file is refused as a whole, in one sentence with these words. */
  z.strictObject({ refused_file: z.string(), words: z.string() }),
  z.strictObject({
    records: z.int(),
    /** Id, when it occurred, and the legal basis. */
    events: z.array(z.tuple([z.string(), z.string(), z.string().nullable()])),
    /** The fact, and its legal basis from then on or that it is retracted. */
    amendments: z.array(z.tuple([z.string(), z.string().nullable()])).default([]),
    corrected: z.int().default(0),
    duplicate: z.int(),
    /** Line, code, and where it is not the file the name inside an archive. */
    refused: z.array(
      z.union([z.tuple([z.int(), z.string()]), z.tuple([z.int(), z.string(), z.string()])]),
    ),
    /** Column, code, cells. */
    left_out: z.array(z.tuple([z.string(), z.string(), z.int()])),
    /** Of the events in their order, where the mapping reads one. */
    regions: z.array(z.string()).optional(),
  }),
])

test.each(readdirSync(FILES))('%s', async (kind) => {
  const folder = join(FILES, kind)
  const [file = '', ...more] = readdirSync(folder).filter((name) => !OTHERS.has(name))
  expect(more).toEqual([])
  const expected = Expected.parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')))
  const mapping = mappingFromFile(join(folder, 'mapping.yaml'))
  using data = temporaryFolder()
  await using opened = openIntake({ log_path: join(data.path, 'log.db') })
  if (existsSync(join(folder, BEFORE))) await importFile(join(folder, BEFORE), mapping, opened)
  const before = await factsIn(opened)
  const importing = importFile(join(folder, file), mapping, opened)
  if ('refused_file' in expected) {
    const refused: unknown = await importing.catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: expected.refused_file })
    expect(refused).toMatchObject({ message: expect.stringContaining(expected.words) })
    expect(await factsIn(opened)).toEqual(before)
    expect((await opened.quarantine.list({ limit: 10 })).entries).toEqual([])
    return
  }
  const summary = await importing
  expect(await factsIn(opened)).toEqual(expected.events)
  expect(await amendmentsIn(opened)).toEqual(expected.amendments)
  const { entries } = await opened.quarantine.list({ limit: 100 })
  const refused = entries.map(({ origin, reasons }) => {
    if (origin.channel !== 'file') throw new TypeError('it came from a file')
    const place = [origin.line, reasons[0]?.code ?? '']
    return origin.file === file ? place : [...place, origin.file]
  })
  expect(refused).toEqual(expected.refused)
  expect(summary).toMatchObject({
    records: expected.records,
    accepted: expected.events.length - before.length,
    corrected: expected.corrected,
    duplicate: expected.duplicate,
    quarantined: expected.refused.length,
  })
  const cells = summary.fields_left_out.map(({ column, code, cells: n }) => [column, code, n])
  expect(cells).toEqual(expected.left_out)
  if (expected.regions === undefined) return
  const facts = (await said(opened.log)).filter(({ type }) => !type.startsWith('Fact'))
  expect(facts.map(({ region }) => region)).toEqual(expected.regions)
})

test('the example of the document is a mapping', () => {
  const document = readFileSync(join(import.meta.dirname, '../../docs/mappings.md'), 'utf8')
  const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(document) ?? []
  expect(readMapping(yaml, 'docs/mappings.md')).toMatchObject({ mapping: 'shop-penalties' })
})

async function said(log: EventLog): Promise<readonly RecordedEvent[]> {
  return (await eventsOf(log)).filter(({ source }) => source === 'urn:example:corpus')
}

async function amendmentsIn({ log }: { readonly log: EventLog }): Promise<readonly unknown[]> {
  return (await said(log)).flatMap(({ type, data }) => {
    // The schemas of the two.
    const { fact } = data as FactRetracted
    if (type === 'FactRetracted') return [[fact.id, 'retracted']]
    const { replacement } = data as FactCorrected
    return type === 'FactCorrected' ? [[fact.id, replacement.data['legal_basis'] ?? null]] : []
  })
}

async function factsIn({
  log,
}: Pick<ReturnType<typeof openIntake>, 'log'>): Promise<readonly unknown[]> {
  const facts = (await said(log)).filter(({ type }) => !type.startsWith('Fact'))
  return facts.map(({ source_event_id, occurred_at, data }) => [
    source_event_id,
    occurred_at,
    data['legal_basis'] ?? null,
  ])
}
