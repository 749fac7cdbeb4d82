import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { SHIPPED_REGIONS } from '@jianwei/events/identifiers/region-spans.ts'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DomainError } from '@jianwei/events/errors.ts'
import { importFile } from '@jianwei/services/intake/import-file.ts'
import type { Mapping } from '@jianwei/services/intake/mapping/language.ts'
import { mappingFromFile } from '@jianwei/services/intake/mapping/mapping-files.ts'
import { MappingRefused, readMapping } from '@jianwei/services/intake/mapping/read-mapping.ts'
import { tryMapping } from '@jianwei/services/intake/mapping-trial.ts'
import { intakeForEachTest } from '#/support/intake/intake-each-test.ts'

/*
 * Whatever the bytes and whatever the mapping: the file is refused in a sentence, or each of its
 * records has one end. fast-check prints the seed of a run that fails.
 */

const FILES = join(import.meta.dirname, 'files')
const BESIDE = /^(?:mapping\.yaml|expected\.json|laws\.csv|before\.csv)$/
const kinds = readdirSync(FILES).map((kind) => {
  const folder = join(FILES, kind)
  const file = readdirSync(folder).find((name) => !BESIDE.test(name)) ?? ''
  const mapping = mappingFromFile(join(folder, 'mapping.yaml'))
  return { mapping, bytes: readFileSync(join(folder, file)) }
})

/** What readers trip over: quotes, breaks, marks, halves of characters, beginnings of archives. */
const SPECIAL = [
  ...Array.from('",;|\n\r\t\0{}[]<>&-/\uFEFF\uFFFD'),
  '\r\n',
  '""',
  '</',
  '<!DOCTYPE a [',
  '<![CDATA[',
  '<!--',
  '\\u',
  '9'.repeat(400),
].map((text) => Buffer.from(text))
const RAW = ['ff', 'fe', 'fffe', 'feff', '81', 'c3', 'f09f', '1f8b08', '504b0304', '504b0506']
const inserted = [...SPECIAL, ...RAW.map((hex) => Buffer.from(hex, 'hex'))]

const Place = fc.double({ min: 0, max: 1, noNaN: true })
const Damage = fc.oneof(
  fc.record({
    kind: fc.constant('insert' as const),
    at: Place,
    what: fc.constantFrom(...inserted),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: Place, what: Place }),
  fc.record({ kind: fc.constant('end' as const), at: Place, what: fc.constant(0) }),
  fc.record({
    kind: fc.constant('flip' as const),
    at: Place,
    what: fc.integer({ min: 1, max: 255 }),
  }),
  fc.record({ kind: fc.constant('repeat' as const), at: Place, what: Place }),
)

function damaged(
  bytes: Buffer,
  damages: readonly (typeof Damage extends fc.Arbitrary<infer D> ? D : never)[],
): Buffer {
  let now = bytes
  for (const damage of damages) {
    const at = Math.floor(damage.at * now.length)
    const [before, behind] = [now.subarray(0, at), now.subarray(at)]
    switch (damage.kind) {
      case 'insert':
        now = Buffer.concat([before, damage.what, behind])
        break
      case 'cut':
        now = Buffer.concat([before, behind.subarray(Math.floor(damage.what * behind.length))])
        break
      case 'end':
        now = Buffer.from(before)
        break
      case 'flip':
        now = Buffer.from(now)
        if (at < now.length) now[at] = (now[at] ?? 0) ^ damage.what
        break
      case 'repeat':
        now = Buffer.concat([before, behind, behind.subarray(0, Math.floor(damage.what * 200))])
    }
  }
  return now
}

const Columns = fc.uniqueArray(fc.constantFrom('id', 'day', 'note', '编号', '#1', '#2', 'id#2'), {
  minLength: 1,
  maxLength: 4,
})
const Written = fc.record({
  format: fc.constantFrom('csv', 'csv', 'xlsx', 'ndjson', 'json', 'xml'),
  columns: Columns,
  header_row: fc.constantFrom(undefined, 0, 1, 2, 3),
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  encoding: fc.constantFrom('detected', 'utf-8', 'gb18030', 'big5', 'utf-16le'),
  element: fc.constantFrom('row', 'record', 'item'),
  id: fc.constantFrom('{id}', '{#1}', '@', '{@line}', '{@hash}'),
  as: fc.constantFrom('text', 'integer', 'number', 'civil_date', 'list', 'json'),
  optional: fc.boolean(),
  skip: fc.boolean(),
  empty: fc.boolean(),
  release: fc.boolean(),
})

/** Undefined for one that the language refuses. */
function mappingOf(
  written: typeof Written extends fc.Arbitrary<infer W> ? W : never,
): Mapping | undefined {
  const { format, header_row, delimiter, encoding, element, optional } = written
  const isTable = format === 'csv' || format === 'xlsx'
  const [column = 'id'] = written.columns
  const input = {
    format,
    encoding,
    ...(isTable && { columns: written.columns.filter((name) => !name.includes('#')), header_row }),
    ...(format === 'csv' && { delimiter }),
    ...(format === 'xml' && { element }),
    ...(written.empty && { empty: ['-', '无'] }),
  }
  const mapping = {
    mapping: 'any',
    description: 'a test',
    source: 'urn:example:any',
    input,
    time_zone: 'Asia/Shanghai',
    ...(written.release && { release: { whole: true, gone_at_most: '100%' } }),
    ...(written.skip && { skip: { column, present: false } }),
    events: [
      {
        type: 'ViolationFound',
        id: written.id,
        subject: 'test:a',
        occurred_at: '2024-01-01T00:00:00Z',
        reported_at: 'unknown',
        data: { case_number: 'a', legal_basis: { column, as: written.as, optional } },
      },
    ],
  }
  try {
    return readMapping(JSON.stringify(mapping), 'any.yaml')
  } catch (error) {
    if (error instanceof MappingRefused) return undefined
    throw error
  }
}

const own = intakeForEachTest()
let files = 0

/** Whether the file was read to its end. */
async function brought(bytes: Uint8Array, mapping: Mapping): Promise<boolean> {
  files += 1
  const path = join(own.folder, `${files}.any`)
  writeFileSync(path, bytes)
  try {
    const summary = await importFile(path, mapping, own.opened)
    const { records, accepted, duplicate, corrected, quarantined, skipped } = summary
    const ends = accepted + duplicate + corrected + quarantined + skipped
    // A row may give an event for each of several outputs, and each has its end.
    if (mapping.events.length > 1) expect(ends).toBeGreaterThanOrEqual(records)
    else expect(ends).toBe(records)
    const tried = await tryMapping(path, mapping, {
      now: own.opened.now(),
      regions: SHIPPED_REGIONS,
      shown_max: 3,
    })
    expect(tried.records).toBe(records)
    return true
  } catch (error) {
    // Said in one sentence, as a refusal of the file or as damage in it.
    if (!(error instanceof DomainError)) throw error
    expect(error.name).toMatch(/^File(?:Refused|Damaged)$/)
    expect(error.message).not.toBe('')
    return false
  }
}

async function holds(
  name: string,
  files: fc.Arbitrary<{ readonly bytes: Uint8Array; readonly mapping: Mapping | undefined }>,
  numRuns: number,
): Promise<void> {
  let read = 0
  const property = fc.asyncProperty(files, async ({ bytes, mapping }) => {
    if (mapping !== undefined && (await brought(bytes, mapping))) read += 1
  })
  await fc.assert(property, { numRuns })
  expect(read, `files of "${name}" that were read`).toBeGreaterThan(numRuns / 50)
}

const Mutilated = fc
  .tuple(fc.constantFrom(...kinds), fc.array(Damage, { maxLength: 4 }))
  .map(([{ bytes, mapping }, damages]) => ({ bytes: damaged(bytes, damages), mapping }))

test('a file that was damaged in any way has one end for each of its records', async () => {
  await holds('damaged', Mutilated, 250)
})

test('a file by any mapping has one end for each of its records', async () => {
  const ofKind = fc
    .tuple(fc.constantFrom(...kinds), Written, fc.array(Damage, { maxLength: 1 }))
    .map(([{ bytes }, written, damages]) => ({
      bytes: damaged(bytes, damages),
      mapping: mappingOf(written),
    }))
  await holds('any mapping', ofKind, 250)
})

test('a file by the mapping of any other has one end for each of its records', async () => {
  const exchanged = fc
    .tuple(fc.constantFrom(...kinds), fc.constantFrom(...kinds))
    .map(([{ bytes }, { mapping }]) => ({ bytes, mapping }))
  await holds('exchanged', exchanged, 150)
})

test('any bytes by any mapping have one end for each record', async () => {
  const Text = fc.array(
    fc.oneof(
      fc.constantFrom(...inserted),
      fc.string().map((text) => Buffer.from(text)),
    ),
    { maxLength: 60 },
  )
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    Text.map((some) => Buffer.concat(some)),
  )
  const anything = fc
    .tuple(
      bytes,
      fc.oneof(
        Written.map(mappingOf),
        fc.constantFrom(...kinds).map(({ mapping }) => mapping),
      ),
    )
    .map(([some, mapping]) => ({ bytes: some, mapping }))
  await holds('any bytes', anything, 250)
})
