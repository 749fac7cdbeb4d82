import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isRegionCode,
  parseRegionId,
  regionContains,
  RegionIdSchema,
  type RegionId,
} from '#/identifiers/region-id.ts'
import { regionTableCodes } from '#/identifiers/region-table.ts'

function region(text: string): RegionId {
  return RegionIdSchema.parse(text)
}

describe('the region of an envelope', () => {
  test.each([
    '330203',
    '330203001',
    'tw-epa:臺中市',
    'chicago:60609',
    'sf:SOMA / Mission',
    'x:a:b',
  ])('%s is kept as it is', (text) => {
    expect(parseRegionId(text)).toEqual({ ok: true, value: text, raw: text })
  })

  test('two spellings of one character are one place', () => {
    expect(region('paris:e\u0301')).toBe(region('paris:\u00e9'))
  })

  test.each([
    ['REGION_NAMESPACE', 'Chicago:60609'],
    ['REGION_NAMESPACE', 'sf_health:1'],
    ['REGION_NAMESPACE', `${'a'.repeat(33)}:1`],
    ['REGION_LOCAL_EMPTY', 'chicago:'],
    ['REGION_LOCAL_BLANKS', 'chicago: 60609'],
    ['REGION_LOCAL_BLANKS', 'chicago:60609\u3000'],
    ['REGION_LOCAL_UNPRINTABLE', 'chicago:606\u000009'],
    ['REGION_LOCAL_UNPRINTABLE', 'chicago:606\u202e09'],
    ['REGION_LOCAL_LENGTH', `chicago:${'6'.repeat(129)}`],
    ['REGION_UNKNOWN', '990299'],
    ['REGION_LENGTH', ''],
  ])('%s: refused', (code, raw) => {
    expect(parseRegionId(raw)).toMatchObject({ ok: false, code })
  })

  test('the limits themselves are accepted', () => {
    expect(parseRegionId(`${'a'.repeat(32)}:${'6'.repeat(128)}`).ok).toBe(true)
  })

  test('a region contains what its digits begin, at its own level', () => {
    expect(regionContains(region('330000'), region('330203'))).toBe(true)
    expect(regionContains(region('330200'), region('330203001'))).toBe(true)
    expect(regionContains(region('330203'), region('330203001002'))).toBe(true)
    expect(regionContains(region('330203'), region('330200'))).toBe(false)
    expect(regionContains(region('330200'), region('330302'))).toBe(false)
    expect(regionContains(region('100000'), region('330203'))).toBe(true)
    expect(regionContains(region('330000'), region('100000'))).toBe(false)
    // 330110 ends in a zero that belongs to the county.
    expect(regionContains(region('330110'), region('330111'))).toBe(false)
  })

  test('a region contains the cells of the grid whose codes begin as it does', () => {
    const cell = 'grid:35020300100105' as RegionId
    expect(
      ['350000', '350203', '350203001'].map((one) => regionContains(one as RegionId, cell)),
    ).toEqual([true, true, true])
    expect(regionContains('350205' as RegionId, cell)).toBe(false)
    expect(regionContains(cell, '350203001' as RegionId)).toBe(false)
    expect(parseRegionId('grid:one')).toMatchObject({ ok: false, code: 'REGION_GRID' })
  })

  test('a place in another numbering contains itself only', () => {
    expect(regionContains(region('chicago:60609'), region('chicago:60609'))).toBe(true)
    expect(regionContains(region('chicago:606'), region('chicago:60609'))).toBe(false)
    expect(regionContains(region('100000'), region('chicago:60609'))).toBe(false)
    expect(isRegionCode(region('chicago:60609'))).toBe(false)
  })

  test('containing is an order: each contains itself, and two that contain each other are one', () => {
    const code = fc.constantFrom(...regionTableCodes()).map(region)
    fc.assert(
      fc.property(code, code, code, (a, b, c) => {
        expect(regionContains(a, a)).toBe(true)
        if (regionContains(a, b) && regionContains(b, a)) expect(a).toBe(b)
        if (regionContains(a, b) && regionContains(b, c)) expect(regionContains(a, c)).toBe(true)
      }),
    )
  })
})
