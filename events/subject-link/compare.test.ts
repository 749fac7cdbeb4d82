import { describe, expect, test } from 'vitest'
import { comparePair, type ComparedParty } from '#/subject-link/compare.ts'
import { organisationName } from '#/subject-link/organisation-name.ts'
import { placeNames } from '#/subject-link/place-names.ts'
import { LEVELS } from '#/subject-link/scheme.ts'
import { streetAddress } from '#/subject-link/street-address.ts'
import { editSimilarity } from '#/subject-link/edit-similarity.ts'

const GULOU = '350102'
const places = placeNames(GULOU)

describe('a name is compared without what does not tell organisations apart', () => {
  test.each([
    [
      '福建省福州市鼓楼区蜀香园餐饮管理有限公司',
      { core: '蜀香园餐饮管理', brand: '蜀香园', branch: '' },
    ],
    ['福州蜀香園餐飲管理有限責任公司', { core: '蜀香园餐饮管理', brand: '蜀香园', branch: '' }],
    ['蜀香园（五四路店）', { core: '蜀香园', branch: '五四路' }],
    ['蜀香园餐饮管理有限公司福州五四路分公司', { core: '蜀香园餐饮管理', branch: '五四路' }],
    ['老王火锅第二分店', { core: '老王火锅', brand: '老王', branch: '2' }],
    ['老王火锅２店', { core: '老王火锅', branch: '2' }],
    ['张记面馆(个体工商户)', { core: '张记面馆', brand: '张记', branch: '' }],
    ['福州市鼓楼区 张记 面馆', { core: '张记面馆' }],
    ['福州', { core: '福州' }],
    ['', { core: '', brand: '', trade: '', branch: '' }],
  ])('%s', (name, parts) => {
    expect(organisationName(name, places)).toMatchObject(parts)
  })
})

describe('an address is compared by road, house and room', () => {
  test.each([
    ['福建省福州市鼓楼区五四路18号2号楼301室', { road: '五四路', number: '18', unit: '2-301' }],
    ['鼓楼区华大街道五四路十八号', { road: '五四路', number: '18', unit: '' }],
    ['五四路１８－２号一层', { road: '五四路', number: '18-2', unit: '1' }],
    ['五一北路153号正祥中心', { road: '五一北路', number: '153' }],
    ['五四路附近', { road: '五四路', number: '' }],
    ['东街口百货大楼', { road: '', rest: '东街口百货大楼' }],
  ])('%s', (address, parts) => {
    expect(streetAddress(address, places)).toMatchObject(parts)
  })
})

function party(name: string, address?: string, region: string | null = GULOU): ComparedParty {
  return { name, addresses: address === undefined ? [] : [address], phones: [], region }
}

describe('two parties', () => {
  const shop = party('福州蜀香园餐饮管理有限公司', '福州市鼓楼区五四路18号')
  const codes = (named: ComparedParty, other = shop, of_name = 1): readonly string[] =>
    comparePair(named, other, of_name).reasons.map(({ code }) => code)

  test('of the same name and house are the same', () => {
    const pair = comparePair(party('蜀香园餐饮管理公司', '五四路18号'), shop, 1)
    expect(pair.reasons.map(({ code }) => code)).toEqual([
      'name_same',
      'house_same',
      'district_same',
    ])
    expect(pair.score).toBeGreaterThan(0.99)
  })

  test('of one brand are compared by their trades', () => {
    expect(codes(party('蜀香园火锅店'))).toContain('brand_same')
    expect(codes(party('蜀香园美容院'))).toContain('trade_differs')
  })

  test('of different branches, districts and cities are not the same', () => {
    const branch = party('蜀香园（东街口店）', '东大路3号')
    expect(codes(branch, party('蜀香园（五四路店）', '五四路18号'))).toEqual([
      'name_same',
      'branch_differs',
      'road_differs',
      'district_same',
    ])
    expect(codes(party('蜀香园餐饮管理', undefined, '350103'))).toContain('district_differs')
    expect(codes(party('蜀香园餐饮管理', undefined, '350203'))).toContain('city_differs')
    expect(codes(party('蜀香园餐饮管理', undefined, '350000'))).toEqual(['name_same'])
  })

  test('of a common name are the same less surely', () => {
    const one = comparePair(party('蜀香园餐饮管理'), shop, 1)
    const many = comparePair(party('蜀香园餐饮管理'), shop, 64)
    expect(one.total - many.total).toBeCloseTo(6)
    expect(many.reasons.at(-1)).toEqual({ code: 'name_common', weight: -6 })
  })

  test('whose names are unlike are not the same, whatever the address', () => {
    expect(comparePair(party('大龙网吧', '五四路18号'), shop, 1).score).toBeLessThan(0.5)
  })
})

test('levels of one comparison are shares of one whole', () => {
  const groups = [
    ['name_same', 'brand_same', 'name_similar', 'name_differs'],
    [
      'address_same',
      'house_same',
      'building_same',
      'address_similar',
      'road_same',
      'house_differs',
      'road_differs',
    ],
    ['phone_same', 'phone_differs'],
    ['district_same', 'district_differs', 'city_differs'],
  ] as const
  for (const group of groups) {
    for (const side of ['m', 'u'] as const)
      expect(group.reduce((sum, code) => sum + LEVELS[code][side], 0)).toBeCloseTo(1, 5)
  }
})

test('a similarity of edits is 1 for equals and counts a swap once', () => {
  expect(editSimilarity('蜀香园', '蜀香园')).toBe(1)
  expect(editSimilarity('', '')).toBe(1)
  expect(editSimilarity('', '蜀')).toBe(0)
  expect(editSimilarity('蜀香园楼', '蜀园香楼')).toBe(0.75)
  expect(editSimilarity('蜀香园楼', '蜀香圆楼')).toBe(0.75)
})
