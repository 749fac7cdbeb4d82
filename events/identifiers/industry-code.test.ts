import { describe, expect, test } from 'vitest'
import {
  formatIndustryCode,
  INDUSTRY_SECTIONS,
  industryContains,
  IndustryCodeSchema,
  industryDepth,
  industryEdition,
  industrySection,
  parseIndustryCode,
  type IndustryCode,
  type IndustryEdition,
} from '#/identifiers/industry-code.ts'

function industry(raw: string, edition?: IndustryEdition): IndustryCode {
  const parsed = parseIndustryCode(raw, edition)
  if (!parsed.ok) throw new Error(`${raw}: ${parsed.message}`)
  return parsed.value
}

describe('an industry code', () => {
  test.each([
    ['6510', 'I6510@2017'],
    ['I6510', 'I6510@2017'],
    [' ｉ65 ', 'I65@2017'],
    ['C', 'C@2017'],
    ['79', 'N79@2017'],
    ['79@2011', 'O79@2011'],
    ['C1311@2011', 'C1311@2011'],
  ])('%s is kept as %s, with its section and its edition', (raw, value) => {
    expect(parseIndustryCode(raw)).toEqual({ ok: true, value, raw })
    expect(IndustryCodeSchema.parse(raw)).toBe(value)
  })

  test('the edition that a source states decides the section', () => {
    expect(industry('8210', '2011')).toBe('P8210@2011')
    expect(industry('8210', '2017')).toBe('O8210@2017')
    // A code that names its own edition keeps it.
    expect(industry('8210@2017', '2011')).toBe('O8210@2017')
  })

  test.each([
    ['INDUSTRY_FORM', ''],
    ['INDUSTRY_FORM', '6'],
    ['INDUSTRY_FORM', '65100'],
    ['INDUSTRY_FORM', 'IT'],
    ['INDUSTRY_FORM', '@2017'],
    ['INDUSTRY_EDITION', '65@2002'],
    ['INDUSTRY_SECTION', 'U'],
    ['INDUSTRY_SECTION', 'Z65'],
    ['INDUSTRY_DIVISION', '00'],
    ['INDUSTRY_DIVISION', '98'],
    ['INDUSTRY_DIVISION', '97@2011'],
    ['INDUSTRY_SECTION_MISMATCH', 'C6510'],
    ['INDUSTRY_SECTION_MISMATCH', 'O79'],
  ])('%s: %s is refused', (code, raw) => {
    expect(parseIndustryCode(raw)).toMatchObject({ ok: false, code })
  })

  test('the editions have 96 and 97 divisions in 20 sections', () => {
    for (const [edition, last] of [
      ['2011', 96],
      ['2017', 97],
    ] as const) {
      const codes = Array.from({ length: last }, (_, i) =>
        industry(String(i + 1).padStart(2, '0'), edition),
      )
      expect(new Set(codes.map(industrySection))).toEqual(new Set(Object.keys(INDUSTRY_SECTIONS)))
      expect(codes.map(industrySection)).toEqual(codes.map(industrySection).toSorted())
    }
  })

  test('knows its depth, its edition and what lies below it', () => {
    expect(['C', '13', '131', '1311'].map((raw) => industryDepth(industry(raw)))).toEqual([
      'section',
      'division',
      'group',
      'class',
    ])
    expect(industryEdition(industry('13', '2011'))).toBe('2011')
    expect(industryContains(industry('C'), industry('1311'))).toBe(true)
    expect(industryContains(industry('13'), industry('1311'))).toBe(true)
    expect(industryContains(industry('1311'), industry('13'))).toBe(false)
    expect(industryContains(industry('13', '2011'), industry('1311'))).toBe(false)
  })

  test('survives being formatted and read again in its edition', () => {
    for (const raw of ['C', '13', '131', '1311', '79@2011']) {
      const code = industry(raw)
      expect(industry(formatIndustryCode(code), industryEdition(code))).toBe(code)
    }
  })
})
