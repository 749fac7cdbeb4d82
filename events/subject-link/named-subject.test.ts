import { describe, expect, test } from 'vitest'
import { isPlatformSubject } from '#/identifiers/namespaced-id.ts'
import { parseSubjectId } from '#/identifiers/subject-id.ts'
import { namedParty } from '#/subject-link/named-party.ts'
import { namedSubjectOf } from '#/subject-link/named-subject.ts'

function named(name: string, address?: string, region: string | null = '350102') {
  const data = { respondent_name: name, respondent_address: address }
  return namedSubjectOf({ type: 'TicketDispatched', region, data })
}

describe('a fact that names a party and no subject', () => {
  test('is about one subject for each name, address and region', () => {
    const shop = named('蜀香园火锅店', '五四路18号')
    expect(shop).toBe('named:ba3bd6bd-92d2-549e-b982-8252f2644372')
    expect(named(' 蜀香园 火锅店', '五四路１８号')).toBe(shop)
    const others = [
      named('蜀香园火锅店', '五四路19号'),
      named('蜀香园火锅店'),
      named('蜀香园火锅店', '五四路18号', '350103'),
      named('蜀香园火锅店', '五四路18号', null),
      named('蜀香园', '五四路18号'),
    ]
    expect(new Set([shop, ...others]).size).toBe(6)
    const data = { reported_name: '蜀香园火锅店', reported_address: '五四路18号' }
    expect(namedSubjectOf({ type: 'ReportReceived', region: '350102', data })).toBe(shop)
    expect(parseSubjectId(shop ?? '')).toMatchObject({ ok: true, value: shop })
    expect(isPlatformSubject(shop ?? '')).toBe(false)
  })

  test.each(['饭店', '商家', '某公司', '某某餐馆', '无', 'N/A', '店', ' '])(
    'is about nobody where it calls the party %s',
    (name) => expect(named(name)).toBeUndefined(),
  )

  test('is about the shop at an address, whatever it is called', () => {
    expect(named('饭店', '五四路18号')).toBeDefined()
    expect(named('无', '五四路18号')).toBeUndefined()
  })

  test('is of those in which people speak: others say whom they are about', () => {
    const data = { respondent_name: '蜀香园火锅店' }
    expect(namedSubjectOf({ type: 'PenaltyDecided', region: null, data })).toBeUndefined()
  })
})

test('where a form asks for no address, a party is looked for where it happened', () => {
  const at = (data: Readonly<Record<string, unknown>>) =>
    namedParty({ type: 'ComplaintReceived', region: null, data })?.addresses
  expect(at({ respondent_name: '蜀香园', place: '五四路18号' })).toEqual(['五四路18号'])
  const both = { respondent_name: '蜀香园', respondent_address: '五四路19号', place: '五四路18号' }
  expect(at(both)).toEqual(['五四路19号'])
})
