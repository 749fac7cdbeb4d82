import { expect, test } from 'vitest'
import { catalogue, parseRecorded } from '@jianwei/events/catalogue.ts'
import { jsonSchemaOf } from '@jianwei/events/json-schema.ts'
import { IDENTIFIER_FIELDS } from '#/intake/placeholder-fields.ts'

/** As the schemas of the published kinds of identifiers are called. */
const TITLES = /信用代码|注册号|监管事项目录编码|实施清单编码|公民身份号码/

test('every field of the catalogue that holds an identifier of a published kind is looked at', () => {
  const found = new Set<string>()
  for (const definition of catalogue) collect(jsonSchemaOf(definition), found)
  expect([...found].sort()).toEqual([...IDENTIFIER_FIELDS].sort())
})

function collect(schema: unknown, found: Set<string>): void {
  if (typeof schema !== 'object' || schema === null) return
  for (const [name, inner] of Object.entries(schema)) {
    const title: unknown =
      typeof inner === 'object' && inner !== null ? Reflect.get(inner, 'title') : undefined
    if (typeof title === 'string' && TITLES.test(title)) found.add(name)
    collect(inner, found)
  }
}

test('a log in which an older version wrote a placeholder stays readable', () => {
  const recorded = {
    event_id: '00000000-0000-5000-8000-000000000000',
    type: 'SubjectRegistered',
    schema_version: 1,
    subject_id: '000000000000000000',
    region: null,
    department: null,
    occurred_at: '2026-03-01T00:00:00.000Z',
    reported_at: '2026-03-01T00:00:00.000Z',
    source: 'urn:a',
    source_event_id: '1',
    correlation_id: '1',
    causation_id: null,
    recorded_at: '2026-03-01T00:00:00.000Z',
    stream: 'subject-000000000000000000',
    position: 1,
    ordinal: 1,
    revision: 0,
    data: { name: '某公司', uscc: '000000000000000000' },
  }
  expect(parseRecorded(recorded).data).toMatchObject({ uscc: '000000000000000000' })
})
