import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatRegionCode,
  isKnownRegion,
  isRegionInForce,
  parseRegionCode,
  regionAncestors,
  RegionCodeSchema,
  regionLevel,
  regionName,
  regionPrefix,
  successorsOf,
  WHOLE_COUNTRY,
  type RegionCode,
} from '#/identifiers/region-code.ts'
import {
  REGION_TABLE_LAST_YEAR,
  regionPeriods,
  regionTableCodes,
} from '#/identifiers/region-table.ts'
import type { CivilDate } from '#/instant.ts'

function region(code: string): RegionCode {
  const parsed = parseRegionCode(code)
  if (!parsed.ok) throw new Error(`${code}: ${parsed.message}`)
  return parsed.value
}

const day = (text: string) => text as CivilDate
const anyCode = fc.constantFrom(...regionTableCodes())

describe('the region table', () => {
  test('holds 6,450 codes with sound periods, and its successors are codes too', () => {
    const codes = [...regionTableCodes()]
    expect(codes).toHaveLength(6450)
    for (const code of codes) {
      expect(code).toMatch(/^\d{6}$/)
      let ended = 1981
      for (const period of regionPeriods(code) ?? []) {
        expect(period.name).not.toBe('')
        expect(period.fromYear).toBeGreaterThanOrEqual(ended)
        ended = period.toYear ?? REGION_TABLE_LAST_YEAR
        expect(ended).toBeGreaterThanOrEqual(period.fromYear)
        expect(ended).toBeLessThanOrEqual(REGION_TABLE_LAST_YEAR)
        for (const successor of period.successors) {
          expect(regionPeriods(successor.code), `${code} → ${successor.code}`).toBeDefined()
          expect(successor.year).toBeGreaterThanOrEqual(1981)
          expect(successor.year).toBeLessThanOrEqual(REGION_TABLE_LAST_YEAR)
        }
      }
    }
  })
})

describe('a region code', () => {
  test.each([
    ['330203', '330203'],
    ['330213000000', '330213'],
    ['330203001', '330203001'],
    ['330203001000', '330203001'],
    ['330203001002', '330203001002'],
    ['330203000', '330203'],
    ['行政区划代码：330203', '330203'],
    ['３３０２０３ ', '330203'],
    ['000000', '100000'],
    ['100000000000', '100000'],
  ])('%s is kept as %s', (raw, value) => {
    expect(parseRegionCode(raw)).toEqual({ ok: true, value, raw })
    expect(RegionCodeSchema.parse(raw)).toBe(value)
  })

  test('an abolished code is history and is accepted', () => {
    expect(parseRegionCode('110103')).toMatchObject({ ok: true, value: '110103' })
  })

  test.each([
    ['REGION_LENGTH', '33020'],
    ['REGION_LENGTH', '3302031'],
    ['REGION_LENGTH', '3302030010021'],
    ['REGION_DIGITS', '33020A'],
    ['REGION_UNKNOWN', '999999'],
  ])('%s: %s is refused', (code, raw) => {
    expect(parseRegionCode(raw)).toMatchObject({ ok: false, code })
  })

  test.each(['330299', '330299001', '110300', '370199'])(
    '%s has the form of one, and is unknown',
    (code) => {
      expect(isKnownRegion(region(code))).toBe(false)
      expect(isRegionInForce(region(code), day('2020-01-01'))).toBe(false)
      expect(regionName(region(code))).toBe(code.slice(0, 6))
    },
  )

  test.each([
    ['370171', '济南高新技术产业开发区', '370100'],
    ['133100', '雄安新区', '130000'],
    ['320576', '苏州工业园区', '320500'],
  ])('%s, which stands beside GB/T 2260, is known as %s in %s', (code, name, parent) => {
    expect(isKnownRegion(region(code))).toBe(true)
    expect(regionName(region(code))).toBe(name)
    expect(regionAncestors(region(code)).at(-1)).toBe(parent)
    expect(regionLevel(region(code))).not.toBe('heading')
  })

  test('a zone that got another code is in force under one of them on any day', () => {
    const [before, after] = [region('370171'), region('370176')]
    fc.assert(
      fc.property(fc.integer({ min: 2019, max: 2026 }), (year) => {
        const on = day(`${year}-06-01`)
        expect(isRegionInForce(before, on)).toBe(!isRegionInForce(after, on))
      }),
    )
    expect(successorsOf(before)).toEqual(['370176'])
  })

  test('knows its level, its name and what lies around it', () => {
    expect(regionLevel(WHOLE_COUNTRY)).toBe('country')
    expect(regionLevel(region('330000'))).toBe('province')
    expect(regionLevel(region('330200'))).toBe('prefecture')
    expect(regionLevel(region('330203'))).toBe('county')
    expect(regionLevel(region('330203001'))).toBe('town')
    expect(regionLevel(region('330203001002'))).toBe('village')
    expect(regionName(WHOLE_COUNTRY)).toBe('全国')
    expect(regionName(region('330203001'))).toBe('海曙区')
    expect(regionAncestors(region('330203001002'))).toEqual([
      '330000',
      '330200',
      '330203',
      '330203001',
    ])
    expect(regionAncestors(region('110101'))).toEqual(['110000'])
    expect(regionAncestors(region('330000'))).toEqual([])
  })

  test('a name is the name of its time', () => {
    const code = region('330402')
    expect(regionName(code, day('1990-06-01'))).toBe('城区')
    expect(regionName(code, day('2000-06-01'))).toBe('秀城区')
    expect(regionName(code, day('2020-06-01'))).toBe('南湖区')
    expect(regionName(code)).toBe('南湖区')
    // Before the code existed there is no other name to give.
    expect(regionName(code, day('1981-06-01'))).toBe('南湖区')
  })

  test('is in force in its years; in the year of a change both old and new are', () => {
    const chongwen = region('110103')
    expect(isRegionInForce(chongwen, day('2009-12-31'))).toBe(true)
    expect(isRegionInForce(chongwen, day('2010-12-31'))).toBe(true)
    expect(isRegionInForce(chongwen, day('2011-01-01'))).toBe(false)
    expect(isRegionInForce(chongwen, day('1981-01-01'))).toBe(true)
    expect(isRegionInForce(chongwen, day('1980-12-31'))).toBe(false)
    expect(isRegionInForce(region('330213'), day('2015-12-31'))).toBe(false)
    expect(isRegionInForce(region('330213001'), day('2016-01-01'))).toBe(true)
    expect(isRegionInForce(region('330213'), day('2030-01-01'))).toBe(true)
    expect(isRegionInForce(WHOLE_COUNTRY, day('2030-01-01'))).toBe(true)
  })

  test('a code that was given out twice is not in force between', () => {
    const code = region('130107')
    expect(isRegionInForce(code, day('1985-06-01'))).toBe(true)
    expect(isRegionInForce(code, day('1990-06-01'))).toBe(false)
    expect(isRegionInForce(code, day('1993-06-01'))).toBe(true)
  })

  test('says where its territory went, oldest change first', () => {
    expect(successorsOf(region('110103'))).toEqual(['110101'])
    expect(successorsOf(region('130124'))).toEqual(['130108', '130111'])
    expect(successorsOf(region('330203'))).toEqual([])
  })

  test.each([
    ['110100', '市辖区', ['110000']],
    ['500200', '县', ['500000']],
    ['130101', '市辖区', ['130000', '130100']],
    ['469000', '直辖县级行政区划', ['460000']],
  ])('%s, a heading of the standard, is accepted as one', (code, name, ancestors) => {
    expect(regionLevel(region(code))).toBe('heading')
    expect(regionName(region(code))).toBe(name)
    expect(regionAncestors(region(code))).toEqual(ancestors)
    expect(isRegionInForce(region(code), day('2020-01-01'))).toBe(true)
    expect(successorsOf(region(code))).toEqual([])
  })

  test('the prefix stops at the level of the code', () => {
    expect(regionPrefix(WHOLE_COUNTRY)).toBe('')
    expect(regionPrefix(region('330000'))).toBe('33')
    expect(regionPrefix(region('330200'))).toBe('3302')
    expect(regionPrefix(region('330110'))).toBe('330110')
    expect(regionPrefix(region('330203010'))).toBe('330203010')
  })

  test('every code of the table survives being formatted and read again', () => {
    fc.assert(
      fc.property(anyCode, fc.constantFrom('', '001', '100', '001200'), (code, extension) => {
        const value = region(code + extension)
        expect(value).toBe(code + extension)
        expect(formatRegionCode(value)).toHaveLength(12)
        expect(region(formatRegionCode(value))).toBe(value)
      }),
    )
  })
})
