import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isRegionInForce, type RegionCode } from '#/identifiers/region-code.ts'
import { liesIn, RegionNames } from '#/identifiers/region-names.ts'
import { SHIPPED_REGIONS } from '#/identifiers/region-spans.ts'
import { resolveRegion, type RegionQuestion } from '#/identifiers/resolve-region.ts'
import type { CivilDate } from '#/instant.ts'

const names = new RegionNames(SHIPPED_REGIONS)
const code = (text: string) => text as RegionCode
const day = (text: string) => text as CivilDate

function answer(text: string, asked: Partial<RegionQuestion> = {}) {
  const question = { within: null, on: day('2024-06-01'), abolished: 'refuse', ...asked } as const
  return resolveRegion({ text, ...question }, names)
}

const meant = (text: string, asked?: Partial<RegionQuestion>): string => {
  const found = answer(text, asked)
  return found.ok ? found.code : found.code
}

describe('a region that a file names', () => {
  test.each([
    ['370102', null, '370102'],
    ['370102001', null, '370102001'],
    ['370102001000', null, '370102001'],
    ['３７０１０２', null, '370102'],
    ['370171', null, 'REGION_ABOLISHED'],
    ['370199', null, 'REGION_UNKNOWN'],
    ['999999', null, 'REGION_UNKNOWN'],
    ['37010', null, 'REGION_UNREADABLE'],
    ['370102', '370200', 'REGION_ELSEWHERE'],
    ['山东省', null, '370000'],
    ['山东', null, '370000'],
    ['济南市', null, '370100'],
    ['济南', '370000', '370100'],
    ['历下区', '370100', '370102'],
    ['历下', '370100', '370102'],
    [' 历下 区 ', '370100', '370102'],
    ['市中区', '370100', '370103'],
    ['市中区', '370000', 'REGION_AMBIGUOUS'],
    ['山东省济南市历下区', null, '370102'],
    ['济南市市中区', null, '370103'],
    ['吉林', '220000', '220200'],
    ['吉林市', null, '220200'],
    ['吉林', null, 'REGION_AMBIGUOUS'],
    ['广西', null, '450000'],
    ['内蒙古', null, '150000'],
    ['延边', null, '222400'],
    ['延边州', null, 'REGION_UNKNOWN'],
    ['景宁', null, '331127'],
    ['西双版纳', null, '532800'],
    ['滑县', null, '410526'],
    ['滑', null, 'REGION_UNKNOWN'],
    ['雄安新区', '130000', '133100'],
    ['济南高新技术产业开发区', '370000', '370176'],
    ['东莞市', '441900', '441900'],
    ['北京市', '110000', '110000'],
    ['市辖区', '110000', '110100'],
    ['市辖区', '370100', '370101'],
    ['省直辖县级行政区划', '410000', '419000'],
    ['济源市', '419000', '419001'],
    ['朝阳区', '110100', '110105'],
    ['哪里都不是', null, 'REGION_UNKNOWN'],
    ['', null, 'REGION_UNKNOWN'],
  ])('%s within %s is %s', (text, within, expected) => {
    expect(meant(text, { within: within === null ? null : code(within) })).toBe(expected)
  })

  test('an ambiguous name is refused with the candidates, and the text is not repeated', () => {
    const found = answer('市中区', { within: code('370000') })
    expect(found).toMatchObject({ ok: false, code: 'REGION_AMBIGUOUS' })
    expect(found.ok ? '' : found.message).toContain('370103 济南市市中区, 370402 枣庄市市中区')
    const unknown = answer('张三 110101199003070000')
    expect(unknown.ok ? '' : unknown.message).not.toContain('张三')
  })

  test('the day decides whether a code stands, under its number or its name', () => {
    for (const text of ['110103', '崇文区', '崇文']) {
      expect(meant(text, { on: day('2009-12-31') })).toBe('110103')
      expect(meant(text, { on: day('2011-01-01') })).toBe('REGION_ABOLISHED')
      expect(meant(text, { on: null })).toBe('110103')
    }
    expect(meant('330213', { on: day('2015-12-31') })).toBe('REGION_NOT_YET')
    expect(meant('330213', { on: day('2016-01-01') })).toBe('330213')
    // The table begins in 1981.
    expect(meant('110103', { on: day('1970-01-01') })).toBe('110103')
  })

  test('the only successor takes the place of an abolished code where that is wanted', () => {
    const abolished = 'successor'
    expect(answer('110103', { abolished })).toEqual({
      ok: true,
      code: '110101',
      succeeds: '110103',
    })
    expect(answer('崇文区', { abolished })).toMatchObject({ code: '110101', succeeds: '110103' })
    expect(answer('370171', { abolished })).toMatchObject({ code: '370176', succeeds: '370171' })
    expect(answer('110101', { abolished })).toEqual({ ok: true, code: '110101', succeeds: null })
  })

  test('several successors are refused with the list, and a town has none', () => {
    const several = answer('130124', { abolished: 'successor' })
    expect(several).toMatchObject({ ok: false, code: 'REGION_ABOLISHED' })
    expect(several.ok ? '' : several.message).toMatch(/130108 .*裕华区, 130111 .*栾城区/)
    const town = answer('110103001', { abolished: 'successor' })
    expect(town).toMatchObject({ ok: false, code: 'REGION_ABOLISHED' })
    expect(town.ok ? '' : town.message).toContain('110101')
  })

  test('a former name of a code that stands is taken where no other region has it', () => {
    expect(meant('秀城区', { within: code('330400') })).toBe('330402')
  })

  test('whatever is asked, an answer lies where it was looked for and stands on the day', () => {
    const codes = [...SHIPPED_REGIONS.codes()]
    const text = fc.oneof(
      fc.constantFrom(...codes),
      fc.constantFrom(...codes).map((one) => SHIPPED_REGIONS.spans(one)?.[0]?.name ?? ''),
      fc
        .constantFrom(...codes)
        .map((one) => (SHIPPED_REGIONS.spans(one)?.[0]?.name ?? '').slice(0, -1)),
      fc.string(),
    )
    const within = fc.option(fc.constantFrom(...codes.filter((one) => one.endsWith('00'))))
    const on = fc.integer({ min: 1981, max: 2026 }).map((year) => day(`${year}-06-01`))
    const abolished = fc.constantFrom('refuse' as const, 'successor' as const)
    fc.assert(
      fc.property(text, within, on, abolished, (asked, around, at, what) => {
        const place = around === null ? null : code(around)
        const found = resolveRegion({ text: asked, within: place, on: at, abolished: what }, names)
        if (!found.ok) return
        expect(isRegionInForce(found.code, at)).toBe(true)
        expect(liesIn(found.succeeds ?? found.code, place)).toBe(true)
        if (what === 'refuse') expect(found.succeeds).toBe(null)
      }),
      { numRuns: 500 },
    )
  })
})
