import { describe, expect, test } from 'vitest'
import {
  formatRegulatoryItemCode,
  parseRegulatoryItemCode,
  RegulatoryItemCodeSchema,
} from '#/identifiers/regulatory-item-code.ts'

describe('a regulatory item code', () => {
  test('is 14 digits, however they are written', () => {
    const parsed = parseRegulatoryItemCode('０1234567890123 ')
    expect(parsed).toMatchObject({ ok: true, value: '01234567890123' })
    if (parsed.ok)
      expect(RegulatoryItemCodeSchema.parse(formatRegulatoryItemCode(parsed.value))).toBe(
        parsed.value,
      )
  })

  test.each([
    ['ITEM_LENGTH', '0123456789012'],
    ['ITEM_LENGTH', '012345678901234'],
    ['ITEM_DIGITS', '0123456789012A'],
  ])('%s: %s is refused', (code, raw) => {
    expect(parseRegulatoryItemCode(raw)).toMatchObject({ ok: false, code })
  })
})
