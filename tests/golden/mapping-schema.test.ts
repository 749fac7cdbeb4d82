import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { KEY_WORDS } from '@jianwei/services/intake/mapping/key-words.ts'
import { SHIPPED_MAPPINGS } from '@jianwei/services/intake/mapping/mapping-files.ts'
import {
  groupsOfKeys,
  MAPPING_SCHEMA_FILE,
} from '@jianwei/services/intake/mapping/mapping-schema.ts'
import {
  MAPPING_DOCUMENT,
  mappingSchemaText,
  withKeyTables,
} from '@jianwei/tools/generate/mapping-document.ts'

const CORPUS = join(import.meta.dirname, '../corpus/files')
const text = readFileSync(MAPPING_SCHEMA_FILE, 'utf8')
const validate = new Ajv2020({
  allErrors: true,
  strict: false,
  validateFormats: false,
  keywords: ['x-description-zh', 'x-enum-titles-zh'],
}).compile(JSON.parse(text))

const FILES: readonly string[] = [
  ...readdirSync(SHIPPED_MAPPINGS)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(SHIPPED_MAPPINGS, name)),
  ...readdirSync(CORPUS)
    .map((kind) => join(CORPUS, kind, 'mapping.yaml'))
    .filter((path) => existsSync(path)),
]

test('the schema for editors is in step; run `npm run docs:mappings` if it is not', () => {
  expect(text).toBe(mappingSchemaText())
})

test('so are the tables of keys in docs/mappings.md', () => {
  const document = readFileSync(MAPPING_DOCUMENT, 'utf8')
  expect(document).toBe(withKeyTables(document))
})

test('every mapping that is shipped or in the corpus fits the schema', () => {
  expect(FILES.length).toBeGreaterThan(40)
  for (const path of FILES)
    expect(validate(parse(readFileSync(path, 'utf8'))) || validate.errors, path).toBe(true)
})

test('every key has words in both languages, and no words are left of a key that is gone', () => {
  const keys = [...groupsOfKeys()].flatMap(([group, of]) =>
    [...of.keys()].map((key) => `${group}.${key}`),
  )
  expect(Object.keys(KEY_WORDS).toSorted()).toEqual([...new Set(keys)].toSorted())
  for (const [key, { en, zh }] of Object.entries(KEY_WORDS)) {
    expect(en, key).toMatch(/\w/)
    expect(zh, key).toMatch(/\p{Script=Han}/u)
  }
})

const MAPPING = {
  mapping: 'a',
  description: 'b',
  source: 'urn:c',
  input: { format: 'ndjson' },
  time_zone: 'Asia/Shanghai',
}
const EVENT = { id: '{id}', subject: 's:{id}', occurred_at: { column: 't' } }

test.each([
  ['a key that nobody knows', { ...MAPPING, events: [], colour: 'red' }],
  ['a type that nobody may report', { ...MAPPING, events: [{ ...EVENT, type: 'X', data: {} }] }],
  [
    'a field that its event does not have',
    { ...MAPPING, events: [{ ...EVENT, type: 'ComplaintReceived', data: { nmber: 'x' } }] },
  ],
  [
    'a way of reading that there is not',
    {
      ...MAPPING,
      events: [{ ...EVENT, type: 'ComplaintReceived', data: { title: { column: 'x', as: 'y' } } }],
    },
  ],
])('%s does not fit it', (_, mapping) => {
  expect(validate(mapping)).toBe(false)
})
