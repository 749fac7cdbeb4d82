import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { residentCheckCharacter } from '#/identifiers/resident-identity-number.ts'
import {
  parseSubjectId,
  registrationSubject,
  SubjectIdSchema,
  subjectKind,
} from '#/identifiers/subject-id.ts'
import { isCanonicalUscc, usccFrom } from '#/identifiers/uscc.ts'

const PERSON = '11010519491231002X'

describe('a subject id', () => {
  test.each([
    ['91330100799655058B', '91330100799655058B', 'uscc'],
    [' 统一社会信用代码：91330100799655058b（1/1）', '91330100799655058B', 'uscc'],
    ['uscc:91330100799655058B', '91330100799655058B', 'uscc'],
    ['USCC: 91330100799655058B', '91330100799655058B', 'uscc'],
    ['reg:110108000000016', 'reg:110108000000016', 'registration'],
    ['REG: 110108000000016', 'reg:110108000000016', 'registration'],
    ['tw-epa:L02A0361', 'tw-epa:L02A0361', 'namespaced'],
    ['chicago:1234567', 'chicago:1234567', 'namespaced'],
    ['sf:Foo Bar', 'sf:Foo Bar', 'namespaced'],
  ])('%s is kept as %s', (raw, value, kind) => {
    const parsed = parseSubjectId(raw)
    expect(parsed).toMatchObject({ ok: true, value })
    if (parsed.ok) expect(subjectKind(parsed.value)).toBe(kind)
    expect(SubjectIdSchema.parse(value)).toBe(value)
  })

  test('the raw text is kept beside the value', () => {
    expect(parseSubjectId('uscc:91330100799655058b')).toMatchObject({
      raw: 'uscc:91330100799655058b',
    })
  })

  test.each([
    PERSON,
    PERSON.toLowerCase(),
    '440524188001010014',
    '110105491231002',
    '身份证号：110105 19491231 002X',
    `city:${PERSON}`,
    `city:p-${PERSON}-1`,
    `city:110105-19491231-002X`,
    `city:１１０１０５１９４９１２３１００２Ｘ`,
    'city:110105491231002',
    `uscc:${PERSON}`,
    `a${PERSON.toLowerCase()}:1`,
  ])('%s names a person and is refused', (raw) => {
    const parsed = parseSubjectId(raw)
    expect(parsed).toMatchObject({ ok: false, code: 'SUBJECT_IS_PERSONAL' })
    expect(parsed.ok ? '' : parsed.message).not.toMatch(/\d/)
  })

  test('a number that is both a person and a credit code is taken for the person', () => {
    // Prefixes of invented people, of whom one in 31 also holds as a credit code.
    const both = Array.from(
      { length: 1000 },
      (_, sequence) => `51011019190101${String(sequence).padStart(3, '0')}`,
    )
      .map((body) => body + residentCheckCharacter(body))
      .find(isCanonicalUscc)
    expect(both).toBeDefined()
    expect(parseSubjectId(both ?? '')).toMatchObject({ ok: false, code: 'SUBJECT_IS_PERSONAL' })
  })

  test.each([
    ['SUBJECT_FORM', ''],
    ['SUBJECT_FORM', '宁波某某有限公司'],
    ['SUBJECT_FORM', 'L02A0361'],
    ['SUBJECT_UNQUALIFIED', '110108000000016'],
    ['USCC_CHECK_CHARACTER', '91330100799655058C'],
    ['USCC_ALPHABET', '9133010079965505IB'],
    ['REGISTRATION_CHECK_DIGIT', 'reg:110108000000017'],
    ['REGISTRATION_LENGTH', 'reg:'],
    ['SUBJECT_NAMESPACE', 'TW-EPA:L02A0361'],
    ['SUBJECT_NAMESPACE', 'tw_epa:L02A0361'],
    ['SUBJECT_LOCAL_EMPTY', 'tw-epa:'],
    ['SUBJECT_LOCAL_BLANKS', 'tw-epa: L02A0361'],
    ['SUBJECT_LOCAL_BLANKS', 'tw-epa:L02A0361 '],
    ['SUBJECT_LOCAL_UNPRINTABLE', 'tw-epa:L02\nA0361'],
    ['SUBJECT_LOCAL_LENGTH', `tw-epa:${'x'.repeat(129)}`],
  ])('%s: %j is refused', (code, raw) => {
    expect(parseSubjectId(raw)).toMatchObject({ ok: false, code })
  })

  test('a local part of 128 characters is accepted', () => {
    expect(parseSubjectId(`tw-epa:${'x'.repeat(128)}`).ok).toBe(true)
  })

  test('a registration number known as such becomes a subject', () => {
    expect(registrationSubject('注册号：110108000000016')).toMatchObject({
      ok: true,
      value: 'reg:110108000000016',
    })
    expect(registrationSubject('110108000000017')).toMatchObject({
      ok: false,
      code: 'REGISTRATION_CHECK_DIGIT',
    })
  })

  test('no enterprise code is ever taken for a person', () => {
    const body = fc.stringMatching(/^[0-9]{15}$/)
    fc.assert(
      fc.property(fc.constantFrom('91', '92', '93'), body, (department, digits) => {
        expect(parseSubjectId(usccFrom(department + digits))).toMatchObject({ ok: true })
      }),
    )
  })

  test('a canonical id is read as itself', () => {
    const local = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/), local, (namespace, text) => {
        const parsed = parseSubjectId(`${namespace}:${text}`)
        fc.pre(parsed.ok)
        if (parsed.ok)
          expect(parseSubjectId(parsed.value)).toMatchObject({ ok: true, value: parsed.value })
      }),
    )
  })

  test('has a JSON Schema', () => {
    expect(z.toJSONSchema(SubjectIdSchema, { io: 'input' })).toMatchObject({ type: 'string' })
  })
})
