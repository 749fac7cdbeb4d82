import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stateAfter } from '#/decider.ts'
import { isKnownRegion, regionName, type RegionCode } from '#/identifiers/region-code.ts'
import { SHIPPED_REGIONS } from '#/identifiers/region-spans.ts'
import type { CivilDate } from '#/instant.ts'
import { regionDecider } from '#/region/decider.ts'
import { RegionsRefused } from '#/region/errors.ts'
import { RegionStated, type StatedPeriod } from '#/region/events.ts'
import { regionTableWith, type StatedRegions } from '#/region/stated-regions.ts'

const code = (text: string) => text as RegionCode
const day = (text: string) => text as CivilDate

function period(name: string, changes: Partial<StatedPeriod> = {}): StatedPeriod {
  return { name, valid_from: null, valid_to: null, successors: [], ...changes }
}

function stated(of: string, ...periods: StatedPeriod[]): RegionStated {
  const text = { notice: '某市通知〔2026〕1号', actor: 'office-01', reason: '新设' }
  return RegionStated.data.parse({ code: of, kind: 'development_zone', periods, ...text })
}

function after(...regions: readonly RegionStated[]): StatedRegions {
  return stateAfter(
    regionDecider,
    regions.map((data) => ({ type: 'RegionStated', data })),
  )
}

function decide(regions: readonly RegionStated[], before: StatedRegions = after()) {
  return regionDecider.decide({ type: 'StateRegions', regions }, before)
}

function refused(regions: readonly RegionStated[], before?: StatedRegions): readonly string[] {
  try {
    decide(regions, before)
  } catch (error) {
    if (error instanceof RegionsRefused) return error.problems.map((one) => one.code)
    throw error
  }
  return []
}

describe('the table of regions', () => {
  test('a stated code is known from then on, by its name of the day', () => {
    const zone = stated(
      '370199',
      period('旧名开发区', { valid_to: day('2020-07-01') }),
      period('新名开发区', { valid_from: day('2020-07-01') }),
    )
    const table = regionTableWith(after(zone))
    expect(isKnownRegion(code('370199'))).toBe(false)
    expect(isKnownRegion(code('370199001'), table)).toBe(true)
    expect(regionName(code('370199'), day('2020-06-30'), table)).toBe('旧名开发区')
    expect(regionName(code('370199'), day('2020-07-01'), table)).toBe('新名开发区')
    expect([...table.codes()].filter((one) => one === '370199')).toHaveLength(1)
  })

  test('the same again is nothing new, whoever says it and why', () => {
    const zone = stated('370199', period('开发区'))
    expect(decide([zone])).toHaveLength(1)
    expect(decide([{ ...zone, actor: 'office-02', reason: '再报' }], after(zone))).toEqual([])
    expect(decide([stated('370199', period('另名'))], after(zone))).toHaveLength(1)
  })

  test('a code of GB/T 2260 may be ended by day, in favour of another', () => {
    const end = stated(
      '370112',
      period('历城区', {
        valid_from: day('1987-01-01'),
        valid_to: day('2026-03-01'),
        successors: [code('370199')],
      }),
    )
    expect(refused([end])).toEqual(['REGION_SUCCESSORS'])
    expect(refused([end, stated('370199', period('新历城区'))])).toEqual([])
  })

  test.each([
    ['nowhere', [stated('379905', period('无处区'))], ['REGION_PARENT_UNKNOWN']],
    [
      'in one of the same file',
      [stated('379900', period('新市')), stated('379905', period('区'))],
      [],
    ],
    [
      'twice',
      [stated('370199', period('甲')), stated('370199', period('乙'))],
      ['REGION_REPEATED'],
    ],
    ['the whole country', [stated('100000', period('全国'))], ['REGION_FIXED']],
    ['a heading', [stated('110100', period('市辖区'))], ['REGION_FIXED']],
    ['taken back and never stated', [stated('370102')], ['REGION_NOT_STATED']],
    [
      'backwards',
      [
        stated(
          '370199',
          period('甲', { valid_from: day('2020-01-01'), valid_to: day('2020-01-01') }),
        ),
      ],
      ['REGION_DAYS'],
    ],
    [
      'with periods that overlap',
      [stated('370199', period('甲'), period('乙', { valid_from: day('2020-01-01') }))],
      ['REGION_DAYS'],
    ],
    [
      'succeeded without an end',
      [stated('370199', period('甲', { successors: [code('370102')] }))],
      ['REGION_SUCCESSORS'],
    ],
  ])('a region that lies %s', (_, regions, codes) => {
    expect(refused(regions)).toEqual(codes)
  })

  test('what others lie in is taken back only with them', () => {
    const [city, county] = [stated('379900', period('新市')), stated('379905', period('区'))]
    const before = after(city, county)
    expect(refused([stated('379900')], before)).toEqual(['REGION_HOLDS_OTHERS'])
    expect(refused([stated('379900'), stated('379905')], before)).toEqual([])
    const table = regionTableWith(after(city, county, stated('379900'), stated('379905')))
    expect(isKnownRegion(code('379905'), table)).toBe(false)
  })

  test('nothing but what was stated changes, and the last statement of a code holds', () => {
    const codes = ['370199', '370102', '133100', '379900']
    const statement = fc
      .tuple(fc.constantFrom(...codes), fc.constantFrom('甲', '乙'))
      .map(([of, name]) => stated(of, period(name)))
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 6 }), (statements) => {
        const table = regionTableWith(after(...statements))
        for (const of of [...codes, '370103', '110100']) {
          const last = statements.findLast((one) => one.code === of)
          const names = table.spans(of)?.map(({ name }) => name)
          expect(names).toEqual(
            last?.periods.map(({ name }) => name) ??
              SHIPPED_REGIONS.spans(of)?.map(({ name }) => name),
          )
        }
      }),
    )
  })
})
