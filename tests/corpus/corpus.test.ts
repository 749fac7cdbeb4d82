import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import { importFile } from '@jianwei/services/intake/import-file.ts'
import { mappingFromFile } from '@jianwei/services/intake/mapping/mapping-files.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { eventsOf, temporaryFolder } from '#/support/intake/intake-server.ts'

/* One made file a kind, with its mapping and what must become of it. */

const FILES = join(import.meta.dirname, 'files')
/** What lies beside the file. */
const OTHERS = new Set(['mapping.yaml', 'expected.json', 'laws.csv'])

const Expected = z.union([
  /** The file is refused as a whole, in one sentence with these words. */
  z.strictObject({ refused_file: z.string(), words: z.string() }),
  z.strictObject({
    records: z.int(),
    /** Id, when it occurred, and the legal basis. */
    events: z.array(z.tuple([z.string(), z.string(), z.string().nullable()])),
    duplicate: z.int(),
    /** Line, code, and where it is not the file the name inside an archive. */
    refused: z.array(
      z.union([z.tuple([z.int(), z.string()]), z.tuple([z.int(), z.string(), z.string()])]),
    ),
    /** Column, code, cells. */
    left_out: z.array(z.tuple([z.string(), z.string(), z.int()])),
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
  const importing = importFile(join(folder, file), mapping, opened)
  if ('refused_file' in expected) {
    const refused: unknown = await importing.catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: expected.refused_file })
    expect(refused).toMatchObject({ message: expect.stringContaining(expected.words) })
    expect(await factsIn(opened)).toEqual([])
    expect((await opened.quarantine.list({ limit: 10 })).entries).toEqual([])
    return
  }
  const summary = await importing
  expect(await factsIn(opened)).toEqual(expected.events)
  const { entries } = await opened.quarantine.list({ limit: 100 })
  const refused = entries.map(({ origin, reasons }) => {
    if (origin.channel !== 'file') throw new TypeError('it came from a file')
    const place = [origin.line, reasons[0]?.code ?? '']
    return origin.file === file ? place : [...place, origin.file]
  })
  expect(refused).toEqual(expected.refused)
  expect(summary).toMatchObject({
    records: expected.records,
    accepted: expected.events.length,
    duplicate: expected.duplicate,
    quarantined: expected.refused.length,
  })
  const cells = summary.fields_left_out.map(({ column, code, cells: n }) => [column, code, n])
  expect(cells).toEqual(expected.left_out)
})

test('the example of the document is a mapping', () => {
  const document = readFileSync(join(import.meta.dirname, '../../docs/mappings.md'), 'utf8')
  const [, yaml = ''] = /```yaml\n(.*?)```/s.exec(document) ?? []
  expect(readMapping(yaml, 'docs/mappings.md')).toMatchObject({ mapping: 'shop-penalties' })
})

async function factsIn({
  log,
}: Pick<ReturnType<typeof openIntake>, 'log'>): Promise<readonly unknown[]> {
  const facts = (await eventsOf(log)).filter(({ source }) => source === 'urn:example:corpus')
  return facts.map(({ source_event_id, occurred_at, data }) => [
    source_event_id,
    occurred_at,
    data['legal_basis'] ?? null,
  ])
}
