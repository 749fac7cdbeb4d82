import { describe, expect, test } from 'vitest'
import { LOCAL_PART_CHARACTERS_MAX } from '@jianwei/events/identifiers/namespaced-id.ts'
import { parseSubjectId } from '@jianwei/events/identifiers/subject-id.ts'
import {
  groupIdOf,
  isGroupId,
  plainValuesOf,
  regionOfGroup,
  type GroupField,
} from '#/rules/facts/groups/group-text.ts'

const region: GroupField = { field: 'region', prefix: null }
const word: GroupField = { field: 'data.word', prefix: null }

function idOf(
  group: readonly GroupField[],
  data: object,
  place: string | null = '350203',
): string | undefined {
  const content = {
    type: 'T',
    occurred_at: '2026-01-01T00:00:00.000Z',
    region: place,
    department: null,
    data,
  }
  // A fact of a made-up type.
  return groupIdOf(group, { subject_id: 'test:a', source: 's', content } as unknown as Parameters<
    typeof groupIdOf
  >[1])
}

describe('the subject id of a group', () => {
  test('says the fields and their values, in the order of the rule', () => {
    expect(idOf([region, word], { word: '扬尘' })).toBe('group:region=350203;data.word=扬尘')
    expect(idOf([word, region], { word: '' })).toBe('group:data.word=;region=350203')
    expect(isGroupId('group:region=350203')).toBe(true)
    expect(isGroupId('grouped:region=350203')).toBe(false)
  })

  test('has the first characters where the rule says so, and not half of one', () => {
    expect(idOf([{ field: 'region', prefix: 4 }], {})).toBe('group:region=3502')
    expect(idOf([{ field: 'region', prefix: 9 }], {})).toBe('group:region=350203')
    expect(idOf([{ field: 'data.word', prefix: 1 }], { word: '见微' })).toBe('group:data.word=见')
  })

  test('there is none where a field is missing, null, or no text', () => {
    expect(idOf([region, word], {})).toBeUndefined()
    expect(idOf([word], { word: null })).toBeUndefined()
    expect(idOf([word], { word: 12 })).toBeUndefined()
    expect(idOf([region], {}, null)).toBeUndefined()
    expect(idOf([region], {}, '')).toBeUndefined()
  })

  test('escapes what separates the parts, so that no two groups have one id', () => {
    expect(idOf([word], { word: 'a;b=c d~e' })).toBe('group:data.word=a~3Bb~3Dc~20d~7Ee')
    expect(idOf([word], { word: 'a;region=350203' })).not.toBe(idOf([word, region], { word: 'a' }))
    expect(idOf([word], { word: 'a~3B' })).not.toBe(idOf([word], { word: 'a;' }))
  })

  test('tells the values of its fields, unless one is written otherwise', () => {
    const groups = [idOf([region, word], { word: '扬尘' })!, idOf([region, word], { word: 'b' })!]
    const values = [0, 1].map((index) => plainValuesOf([region, word], groups, index))
    expect(values).toEqual([['350203'], ['扬尘', 'b']])
    const escaped = [...groups, idOf([region, word], { word: 'a b' })!]
    expect(plainValuesOf([region, word], escaped, 1)).toBeUndefined()
    expect(plainValuesOf([region, word], escaped, 0)).toEqual(['350203'])
  })

  test('hashes a value that does not fit, and only that one', () => {
    const hashed = /^group:region=350203;data\.word=~~[a-p]{15}$/
    for (const value of ['😀', 'a\nb', 'e\u0301', '350203 19900101 1234', 'x'.repeat(200)]) {
      expect(idOf([region, word], { word: value }), value).toMatch(hashed)
    }
    expect(idOf([word], { word: '😀' })).not.toBe(idOf([word], { word: '😁' }))
  })

  test('holds as a subject id, with the longest value that is not hashed and one longer', () => {
    const room = LOCAL_PART_CHARACTERS_MAX - 'data.word='.length
    for (const length of [room, room + 1]) {
      const id = idOf([word], { word: 'x'.repeat(length) }) ?? ''
      expect(id.includes('~~')).toBe(length > room)
      expect(parseSubjectId(id)).toMatchObject({ ok: true, value: id })
    }
  })

  test("never holds a person's number", () => {
    const id = idOf([word, region], { word: '11010519491231002X' }) ?? ''
    expect(id).toContain('~~')
    expect(parseSubjectId(id)).toMatchObject({ ok: true, value: id })
    expect(idOf([word], { word: '12345678901234' })).toBe('group:data.word=12345678901234')
    expect(idOf([word], { word: '123456789012345' })).toContain('~~')
  })
})

test('the region of a group is where all of its facts lie', () => {
  expect(regionOfGroup('group:region=350203')).toBe('350203')
  expect(regionOfGroup('group:data.word=a;region=3502')).toBe('350200')
  expect(regionOfGroup('group:region=35;data.word=a')).toBe('350000')
  expect(regionOfGroup('group:region=350;data.word=a')).toBeNull()
  expect(regionOfGroup('group:data.region=350203')).toBeNull()
  expect(regionOfGroup('group:data.word=region~3D350203')).toBeNull()
  expect(regionOfGroup('test:region=350203')).toBeNull()
})
