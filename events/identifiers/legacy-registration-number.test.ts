import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatLegacyRegistrationNumber,
  legacyRegistrationCheckDigit,
  LegacyRegistrationNumberSchema,
  parseLegacyRegistrationNumber,
} from '#/identifiers/legacy-registration-number.ts'

const prefix14 = fc
  .array(fc.constantFrom(...'0123456789'.split('')), { minLength: 14, maxLength: 14 })
  .map((d) => d.join(''))

describe('a registration number of the time before the unified code', () => {
  test('holds when the check digit fits', () => {
    expect(parseLegacyRegistrationNumber('110108000000016')).toMatchObject({
      ok: true,
      value: '110108000000016',
    })
    expect(LegacyRegistrationNumberSchema.parse('注册号：110108000000016（1-1）')).toBe(
      '110108000000016',
    )
  })

  test.each([
    ['REGISTRATION_LENGTH', '11010800000001'],
    ['REGISTRATION_LENGTH', '1101080000000161'],
    ['REGISTRATION_DIGITS', '11010800000001A'],
    ['REGISTRATION_CHECK_DIGIT', '110108000000017'],
  ])('%s: refused', (code, raw) => {
    expect(parseLegacyRegistrationNumber(raw)).toMatchObject({ ok: false, code })
  })

  test('a generated number is valid, survives formatting, and no other last digit fits', () => {
    fc.assert(
      fc.property(prefix14, (prefix) => {
        const fitting = '0123456789'
          .split('')
          .filter((digit) => parseLegacyRegistrationNumber(prefix + digit).ok)
        expect(fitting).toEqual([legacyRegistrationCheckDigit(prefix)])
        const parsed = parseLegacyRegistrationNumber(prefix + legacyRegistrationCheckDigit(prefix))
        if (!parsed.ok) throw new Error(parsed.message)
        expect(
          parseLegacyRegistrationNumber(formatLegacyRegistrationNumber(parsed.value)),
        ).toMatchObject({
          value: parsed.value,
        })
      }),
    )
  })

  test('one changed digit is always refused', () => {
    fc.assert(
      fc.property(prefix14, fc.nat(14), fc.integer({ min: 1, max: 9 }), (prefix, index, shift) => {
        const number = prefix + legacyRegistrationCheckDigit(prefix)
        const changed = String((Number(number[index]) + shift) % 10)
        expect(
          parseLegacyRegistrationNumber(number.slice(0, index) + changed + number.slice(index + 1))
            .ok,
        ).toBe(false)
      }),
    )
  })

  test('the check digit is computed for 14 digits only', () => {
    expect(() => legacyRegistrationCheckDigit('1')).toThrow(RangeError)
  })
})
