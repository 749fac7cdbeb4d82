import { expect, test } from 'vitest'
import { containsPersonalNumber } from '#/identifiers/personal-number.ts'
import { residentCheckCharacter } from '#/identifiers/resident-identity-number.ts'

/** A number that holds by its form and belongs to nobody: the day of birth lies in 1800. */
const RESIDENT = `35010018000101001${residentCheckCharacter('35010018000101001')}`

test.each([
  ['bare', RESIDENT],
  ['in a URN', `urn:person:${RESIDENT}`],
  [
    'with separators',
    `urn:x:${RESIDENT.slice(0, 6)}-${RESIDENT.slice(6, 14)}-${RESIDENT.slice(14)}`,
  ],
  ['with a check letter in small', 'https://x.gov.cn/11010118000101004x'],
  ['percent-encoded', `urn:x:${RESIDENT.replace(/\d/g, '%3$&')}`],
  ['percent-encoded beside what is no UTF-8', `urn:%ff:${'13800138000'.replace(/\d/g, '%3$&')}`],
  ['in the old form', 'urn:x:350100800101001'],
  ['a mobile number', '13800138000'],
  ['a mobile number in a URN', 'urn:phone:19912345678'],
  ['a mobile number with the country', 'tel:+8613800138000'],
  ['a mobile number in groups', 'tel:138-0013-8000'],
])('a personal number is found: %s', (_how, text) => {
  expect(containsPersonalNumber(text)).toBe(true)
})

test.each([
  ['a name', 'urn:example:market-bureau'],
  ['an address', 'https://172.16.254.100:8080/events'],
  ['a credit code', 'urn:uscc:91350100M000100Y43'],
  ['a region and a number', 'urn:cn:350100:000012'],
  ['eleven digits in a longer number', 'urn:x:138001380001'],
  ['eleven digits that no telephone has', 'urn:x:12800138000'],
  ['a day and a time', 'urn:x:20260301093000'],
])('other numbers are none: %s', (_what, text) => {
  expect(containsPersonalNumber(text)).toBe(false)
})
