import { expect, test } from 'vitest'
import { maskedAnswer } from '#/access/masked-answer.ts'
import type { Asker } from '#/access/shown-kinds.ts'

const ID_NUMBER = '350203199001011248'
const AUDITOR: Asker = {
  purpose: 'look_up',
  grants: [{ role: 'auditor', region: null, domain: null, department: null }],
}

test('texts in lists are looked through for identity numbers, as all others are', () => {
  const filters = { text: [ID_NUMBER, '后厨'], level: ['red'] }
  expect(maskedAnswer({ tags: [`证件${ID_NUMBER}`], filters, sizes: [1, 2] }, AUDITOR)).toEqual({
    tags: ['证件3502**********1248'],
    filters: { text: ['3502**********1248', '后厨'], level: ['red'], masked: ['text'] },
    sizes: [1, 2],
    masked: ['tags'],
  })
  const plain = { tags: ['后厨'], of: [['a'], null, 1] }
  expect(maskedAnswer(plain, AUDITOR)).toBe(plain)
})

test('a purpose is what somebody wrote, as a reason is', () => {
  expect(maskedAnswer({ purpose: '回电13987654321', reason: '回电13987654321' }, AUDITOR)).toEqual({
    purpose: '回电139****4321',
    reason: '回电139****4321',
    masked: ['purpose', 'reason'],
  })
})
