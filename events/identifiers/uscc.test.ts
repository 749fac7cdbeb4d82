import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  formatUscc,
  innerCheckHolds,
  organisationCheckCharacter,
  parseUscc,
  USCC_ALPHABET,
  usccCheckCharacter,
  usccFrom,
  usccRegistrationRegion,
  UsccSchema,
  type Uscc,
} from '#/identifiers/uscc.ts'

const VALID = [
  '91330100799655058B',
  '9144030071526726XG',
  '91110000802100433B',
  '91350100M000100Y43',
]

const character = fc.constantFrom(...USCC_ALPHABET.split(''))
const digit = fc.constantFrom(...'0123456789'.split(''))
const prefix17 = fc
  .tuple(
    fc.array(character, { minLength: 2, maxLength: 2 }),
    fc.array(digit, { minLength: 6, maxLength: 6 }),
    fc.array(character, { minLength: 9, maxLength: 9 }),
  )
  .map((parts) => parts.flat().join(''))

describe('a unified social credit code', () => {
  test.each(VALID)('%s, a published code, is accepted as it is', (code) => {
    expect(parseUscc(code)).toEqual({ ok: true, value: code, raw: code })
  })

  test('the worked example of the standard ends in 3 and not in Z', () => {
    expect(usccCheckCharacter('91350100M000100Y4')).toBe('3')
    // Z is not in the alphabet at all, so that is what the refusal says.
    expect(parseUscc('91350100M000100Y4Z')).toMatchObject({ ok: false, code: 'USCC_ALPHABET' })
    expect(parseUscc('91350100M000100Y4Y')).toMatchObject({
      ok: false,
      code: 'USCC_CHECK_CHARACTER',
    })
  })

  test('a check character of 0 is accepted', () => {
    const code = USCC_ALPHABET.split('')
      .map((last) => usccFrom(`91330100MA2A0000${last}`))
      .find((candidate) => candidate.endsWith('0'))
    expect(code).toBeDefined()
    expect(parseUscc(code ?? '')).toMatchObject({ ok: true })
  })

  test.each([
    ['a label', '统一社会信用代码:91330100799655058B'],
    ['a label with a full-width colon', '统一社会信用代码：91330100799655058B'],
    ['a copy count', '91330100799655058B(1/1)'],
    ['a full-width copy count', '91330100799655058B（1/1）'],
    ['a label and a copy count', ' 统一社会信用代码： 91330100799655058B （1-1） '],
    ['lower case', '91330100799655058b'],
    ['full-width characters', '９１３３０１００７９９６５５０５８Ｂ'],
    ['blanks', ' 9133 0100\t7996\u30005505 8B\u200b\r\n'],
    ['a byte order mark', '\uFEFF91330100799655058B'],
  ])('%s is taken off, and the raw text is kept', (_, raw) => {
    expect(parseUscc(raw)).toEqual({ ok: true, value: '91330100799655058B', raw })
  })

  test.each([
    ['USCC_LENGTH', '91330100799655058'],
    ['USCC_LENGTH', '91330100799655058B0'],
    ['USCC_LENGTH', ''],
    ['USCC_LENGTH', '9'.repeat(100_000)],
    ['USCC_ALPHABET', '9133010079965505IB'],
    ['USCC_ALPHABET', '91330100799655058-'],
    ['USCC_ALPHABET', '9133010079965505八B'],
    ['USCC_REGION_DIGITS', '91A30100799655058B'],
    ['USCC_REGION_DIGITS', '9133010A799655058B'],
    ['USCC_CHECK_CHARACTER', '91330100799655058C'],
  ])('%s: refused', (code, raw) => {
    expect(parseUscc(raw)).toMatchObject({ ok: false, code })
  })

  test.each(VALID.slice(0, 3))('the inner organisation code of %s holds', (code) => {
    expect(innerCheckHolds(code as Uscc)).toBe(true)
  })

  test('a code whose inner check fails is accepted and says so', () => {
    const body = '79965505'
    expect(organisationCheckCharacter(body)).toBe('8')
    const code = usccFrom(`91330100${body}7`)
    expect(parseUscc(code).ok).toBe(true)
    expect(innerCheckHolds(code)).toBe(false)
  })

  test('knows the region of the registration authority', () => {
    expect(usccRegistrationRegion('91330100799655058B' as Uscc)).toBe('330100')
  })

  test('every generated code is valid, and survives being formatted and read again', () => {
    fc.assert(
      fc.property(prefix17, (prefix) => {
        const code = usccFrom(prefix)
        expect(parseUscc(code)).toEqual({ ok: true, value: code, raw: code })
        expect(parseUscc(formatUscc(code))).toMatchObject({ value: code })
        expect(parseUscc(`统一社会信用代码：${code.toLowerCase()}（1/1）`)).toMatchObject({
          value: code,
        })
      }),
    )
  })

  test('one changed character is always refused', () => {
    fc.assert(
      fc.property(prefix17, fc.nat(17), character, (prefix, index, other) => {
        const code = usccFrom(prefix)
        fc.pre(code[index] !== other)
        expect(parseUscc(code.slice(0, index) + other + code.slice(index + 1)).ok).toBe(false)
      }),
    )
  })

  test('any text at all is read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(typeof parseUscc(text).ok).toBe('boolean')
      }),
    )
  })

  test('the generator refuses what is no prefix', () => {
    expect(() => usccFrom('913301007996550')).toThrow(RangeError)
    expect(() => usccFrom('91A30100799655058')).toThrow(RangeError)
    expect(() => organisationCheckCharacter('1234567')).toThrow(RangeError)
  })
})

describe('the schema of a unified social credit code', () => {
  test('gives the canonical code', () => {
    expect(UsccSchema.parse('统一社会信用代码:91330100799655058b')).toBe('91330100799655058B')
  })

  test('refuses with the code of the parser and without the value', () => {
    const result = UsccSchema.safeParse('91330100799655058C', { reportInput: true })
    expect(result.error?.issues).toMatchObject([
      { code: 'custom', params: { code: 'USCC_CHECK_CHARACTER' } },
    ])
    expect(JSON.stringify(result.error?.issues)).not.toContain('913301')
  })

  test.each(['input', 'output'] as const)('has a JSON Schema for %s', (io) => {
    expect(z.toJSONSchema(UsccSchema, { io })).toMatchObject({
      type: 'string',
      title: expect.any(String),
    })
  })
})
