import { describe, expect, test } from 'vitest'
import { InspectionConducted } from '#/supervision/inspection.ts'
import { PenaltyDecided } from '#/supervision/penalty.ts'
import { catalogue, latestVersion } from '#/catalogue.ts'
import { fieldsOf } from '#/event-fields.ts'

const facts = catalogue.filter(({ role }) => role !== 'record')

describe('every field of every fact and amendment says in both languages what it is', () => {
  test.each(facts.map((definition) => [definition.type, definition.schema_version, definition]))(
    '%s version %d',
    (_type, _version, definition) => {
      const fields = fieldsOf(definition)
      expect(fields.length).toBeGreaterThan(0)
      const unnamed = fields.filter(({ title }) => title === null || !isBilingual(title))
      expect(unnamed.map(({ path }) => path)).toEqual([])
      const unsaid = fields.filter(
        ({ description }) => description === null || !isBilingual(description),
      )
      expect(unsaid.map(({ path }) => path)).toEqual([])
    },
  )
})

test('no two fields of an event beside each other have the same name', () => {
  for (const definition of facts) {
    if (latestVersion(definition.type) !== definition.schema_version) continue
    const names = fieldsOf(definition).map(
      ({ path, title }) => `${path.slice(0, path.lastIndexOf('.') + 1)} ${title?.zh}`,
    )
    expect(new Set(names).size, definition.type).toBe(names.length)
  }
})

test('what lies in objects and lists is found, and may be null where the field may be', () => {
  const fields = fieldsOf(InspectionConducted)
  expect(fields.filter(({ path }) => path.startsWith('officers'))).toMatchObject([
    { path: 'officers', required: true, nullable: true, kind: 'array' },
    { path: 'officers[].name', required: false, nullable: false, personal: 'officer' },
    { path: 'officers[].certificate_number', personal: 'certificate' },
    { path: 'officers[].unit', title: { zh: '所属单位', en: 'Unit of the officer' } },
  ])
})

test('a field with few values says which', () => {
  const fields = new Map(fieldsOf(PenaltyDecided).map((field) => [field.path, field]))
  expect(fields.get('procedure')).toMatchObject({ kind: 'string', values: ['01', '02'] })
  expect(fields.get('penalty_types')?.description?.zh).toContain('02 罚款')
  expect(fields.get('decision_number')).toMatchObject({ values: null, personal: null })
})

function isBilingual({ zh, en }: { readonly zh: string; readonly en: string }): boolean {
  return /\p{Script=Han}/u.test(zh) && /^[^\p{Script=Han}]+$/u.test(en)
}
