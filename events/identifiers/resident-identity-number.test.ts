import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { isPersonal } from '#/define-event.ts'
import {
  containsResidentIdentityNumber,
  formatResidentIdentityNumber,
  isResidentIdentityNumber,
  parseResidentIdentityNumber,
  residentCheckCharacter,
  ResidentIdentityNumberSchema,
} from '#/identifiers/resident-identity-number.ts'
import { civilDateOf, dayNumberOf } from '#/working-days/civil-day.ts'
import type { CivilDate } from '#/instant.ts'

const SPECIMENS = ['11010519491231002X', '440524188001010014']

/** Numbers of invented people, born on any day from 1850 to 2049. */
const resident = fc
  .tuple(
    fc.constantFrom('110105', '330203', '440524', '650102', '810000'),
    fc.integer({
      min: dayNumberOf('1850-01-01' as CivilDate),
      max: dayNumberOf('2049-12-31' as CivilDate),
    }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([address, day, sequence]) => {
    const birth = civilDateOf(day).replaceAll('-', '')
    const body = `${address}${birth}${String(sequence).padStart(3, '0')}`
    return body + residentCheckCharacter(body)
  })

function withCheck(body: string): string {
  return body + residentCheckCharacter(body)
}

describe('a resident identity number', () => {
  test.each(SPECIMENS)('%s, a published specimen, is accepted', (number) => {
    expect(parseResidentIdentityNumber(number)).toEqual({ ok: true, value: number, raw: number })
    expect(isResidentIdentityNumber(number)).toBe(true)
  })

  test('a lower-case x, blanks and a label are taken off', () => {
    expect(parseResidentIdentityNumber('身份证号：110105 19491231 002x')).toMatchObject({
      value: '11010519491231002X',
    })
  })

  test('the old form of 15 digits becomes the 18 of the same person', () => {
    expect(parseResidentIdentityNumber('110105491231002')).toMatchObject({
      ok: true,
      value: '11010519491231002X',
    })
  })

  test.each([
    ['29 February of a leap year', '20000229', true],
    ['29 February of another year', '20010229', false],
    ['29 February of a century that is no leap year', '19000229', false],
    ['31 April', '19900431', false],
    ['month 13', '19901301', false],
    ['month 0', '19900001', false],
    ['day 0', '19900100', false],
    ['the first year', '18000101', true],
    ['the year before it', '17991231', false],
    ['the last year', '20991231', true],
    ['the year after it', '21000101', false],
  ])('the birth date must be a real one: %s', (_, date, ok) => {
    const parsed = parseResidentIdentityNumber(withCheck(`330203${date}001`))
    expect(parsed).toMatchObject(ok ? { ok } : { ok, code: 'RESIDENT_BIRTH_DATE' })
  })

  test.each([
    ['RESIDENT_LENGTH', '11010519491231002'],
    ['RESIDENT_LENGTH', '11010519491231002X1'],
    ['RESIDENT_LENGTH', '1101054912310021'],
    ['RESIDENT_DIGITS', '1101051949123100XX'],
    ['RESIDENT_DIGITS', '11010549123100X'],
    ['RESIDENT_ADDRESS', withCheck('91010519491231002')],
    ['RESIDENT_CHECK_CHARACTER', '110105194912310021'],
  ])('%s: refused, and the message does not repeat the number', (code, raw) => {
    const parsed = parseResidentIdentityNumber(raw)
    expect(parsed).toMatchObject({ ok: false, code })
    expect(parsed.ok ? '' : parsed.message).not.toMatch(/\d{3}|949/)
  })

  test('every refusal keeps the digits out of its message and out of the schema issue', () => {
    fc.assert(
      fc.property(
        resident,
        fc.nat(17),
        fc.constantFrom(...'0123456789X'.split('')),
        (number, index, other) => {
          fc.pre(number[index] !== other)
          const changed = number.slice(0, index) + other + number.slice(index + 1)
          const result = ResidentIdentityNumberSchema.safeParse(changed, { reportInput: true })
          // Weights and modulus let no single changed character through.
          expect(result.success).toBe(false)
          expect(JSON.stringify(result.error?.issues)).not.toContain(changed.slice(6, 14))
        },
      ),
    )
  })

  test('a generated number is valid and survives being formatted and read again', () => {
    fc.assert(
      fc.property(resident, (number) => {
        const parsed = parseResidentIdentityNumber(number)
        if (!parsed.ok) throw new Error(parsed.message)
        expect(
          parseResidentIdentityNumber(formatResidentIdentityNumber(parsed.value)),
        ).toMatchObject({ value: number })
      }),
    )
  })

  test('the schema is marked as personal data, in code and in JSON Schema', () => {
    expect(isPersonal(ResidentIdentityNumberSchema)).toBe(true)
    expect(z.toJSONSchema(ResidentIdentityNumberSchema, { io: 'input' })).toMatchObject({
      type: 'string',
      'x-personal-data': true,
    })
  })
})

describe('a resident identity number inside other text', () => {
  test('is found however it is wrapped', () => {
    fc.assert(
      fc.property(
        resident,
        fc.stringMatching(/^[a-z:/-]{0,8}$/),
        fc.stringMatching(/^\d{0,3}$/),
        (number, wrapping, digits) => {
          expect(containsResidentIdentityNumber(`${wrapping}${digits}${number}${wrapping}`)).toBe(
            true,
          )
        },
      ),
    )
  })

  test.each([
    '110105-19491231-002x',
    '１１０１０５１９４９１２３１００２Ｘ',
    'id/110105491231002/a',
    '11010 519491 231002X',
  ])('%s is found', (text) => {
    expect(containsResidentIdentityNumber(text)).toBe(true)
  })

  test.each([
    'L02A0361',
    '91330100799655058B',
    '11010519491231002',
    '1101054912310021',
    '臺中市',
    '',
  ])('%s holds none', (text) => {
    expect(containsResidentIdentityNumber(text)).toBe(false)
  })
})
