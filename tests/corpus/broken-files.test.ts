import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openIntake } from '@jianwei/services/cli/open-intake.ts'
import { importFile } from '@jianwei/services/intake/import-file.ts'
import { readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { eventsOf, temporaryFolder } from '#/support/intake/intake-server.ts'

/* Files that broke on their way: what is there is read, and nothing is taken for what it is not. */

const mappingOf = (input: string) =>
  readMapping(
    `
mapping: broken
description: A file that broke.
source: urn:example:broken
input: ${input}
time_zone: Asia/Shanghai
events:
  - type: ViolationFound
    id: '{id}'
    subject: 'shop:{id}'
    occurred_at: { column: day, as: instant }
    reported_at: unknown
    data: { case_number: '{id}', legal_basis: { column: note, optional: true } }
`,
    'broken.yaml',
  )

async function brought(input: string, content: string | Buffer) {
  using data = temporaryFolder()
  await using opened = openIntake({ log_path: join(data.path, 'log.db') })
  const path = join(data.path, 'file')
  writeFileSync(path, content)
  const failure: unknown = await importFile(path, mappingOf(input), opened).then(
    () => null,
    (error: unknown) => error,
  )
  const facts = (await eventsOf(opened.log)).filter(({ type }) => type === 'ViolationFound')
  const { entries } = await opened.quarantine.list({ limit: 10 })
  return {
    failure,
    ids: facts.map(({ source_event_id }) => source_event_id),
    refused: entries.map(({ reasons }) => reasons[0]?.code),
  }
}

test.each([
  ['{ format: json }', '[{"id":"1","day":"2024-03-07"},\n{"id":"2"', 'JSON_CUT_OFF'],
  ['{ format: json }', '[{"id":"1","day":"2024-03-07"},', 'JSON_CUT_OFF'],
  ['{ format: json, at: rows }', '{"rows":[{"id":"1","day":"2024-03-07"}]', 'JSON_CUT_OFF'],
  ['{ format: xml, element: r }', '<a><r><id>1</id><day>2024-03-07</day></r>', 'XML_UNREADABLE'],
])('%s that is cut off keeps what came before, and is not complete', async (input, text, code) => {
  const { failure, ids } = await brought(input, text)
  expect(failure).toMatchObject({ name: 'FileDamaged', code })
  expect(ids).toEqual(['1'])
})

const bytes = (...parts: readonly (string | number)[]): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))),
  )

test.each([
  [
    '{ format: json, encoding: utf-8 }',
    bytes('[{"id":"1","day":"2024-03-07","note":"', 0xff, '"},{"id":"2","day":"2024-03-07"}]'),
  ],
  [
    '{ format: xml, element: r, encoding: utf-8 }',
    bytes(
      '<a><r><id>1</id><day>2024-03-07</day><note>',
      0xff,
      '</note></r><r><id>2</id><day>2024-03-07</day></r></a>',
    ),
  ],
  [
    '{ format: csv, encoding: utf-16le, columns: [id, day, note] }',
    Buffer.concat([
      Buffer.from('id,day,note\n1,2024-03-07,', 'utf16le'),
      // Half of a surrogate pair.
      Buffer.of(0x00, 0xd8),
      Buffer.from('\n2,2024-03-07,x\n', 'utf16le'),
    ]),
  ],
])(
  'bytes that are no text cost their record in %s, and become no other text',
  async (input, file) => {
    expect(await brought(input, file)).toEqual({
      failure: null,
      ids: ['2'],
      refused: ['ENCODING_INVALID'],
    })
  },
)
