import type { z } from 'zod'
import { IDENTIFIER_INPUT_CHARACTERS_MAX, plainText } from '#/identifiers/feed-noise.ts'
import {
  identifierSchema,
  refused,
  type ParsedIdentifier,
} from '#/identifiers/parsed-identifier.ts'

/**
 * Industry code (国民经济行业分类, GB/T 4754), always with its section letter and its edition, because the
 * same two digits name different divisions in different editions: `C1311@2017`, `N79@2017`,
 * `O79@2011`, `C@2017`.
 *
 * Sections and divisions are verified. The digits of groups and classes (third and fourth) are not:
 * no table of the 2017 edition with a clear licence was found.
 */
export type IndustryCode = string & z.$brand<'IndustryCode'>

export type IndustryEdition = '2011' | '2017'
export type IndustryDepth = 'section' | 'division' | 'group' | 'class'
export type IndustrySection = keyof typeof INDUSTRY_SECTIONS

export type IndustryRefusal =
  | 'INDUSTRY_FORM'
  | 'INDUSTRY_EDITION'
  | 'INDUSTRY_SECTION'
  | 'INDUSTRY_DIVISION'
  | 'INDUSTRY_SECTION_MISMATCH'

/** GB/T 4754-2017, in force since 2017-10-01: what a code without an edition is read as. */
export const INDUSTRY_EDITION_IN_FORCE: IndustryEdition = '2017'

/** The sections, which bear the same names in both editions. */
export const INDUSTRY_SECTIONS = {
  A: { zh: '农、林、牧、渔业', en: 'Agriculture, forestry, animal husbandry and fishery' },
  B: { zh: '采矿业', en: 'Mining' },
  C: { zh: '制造业', en: 'Manufacturing' },
  D: {
    zh: '电力、热力、燃气及水生产和供应业',
    en: 'Production and supply of electricity, heat, gas and water',
  },
  E: { zh: '建筑业', en: 'Construction' },
  F: { zh: '批发和零售业', en: 'Wholesale and retail' },
  G: { zh: '交通运输、仓储和邮政业', en: 'Transport, storage and post' },
  H: { zh: '住宿和餐饮业', en: 'Accommodation and catering' },
  I: {
    zh: '信息传输、软件和信息技术服务业',
    en: 'Information transmission, software and IT services',
  },
  J: { zh: '金融业', en: 'Finance' },
  K: { zh: '房地产业', en: 'Real estate' },
  L: { zh: '租赁和商务服务业', en: 'Leasing and business services' },
  M: { zh: '科学研究和技术服务业', en: 'Scientific research and technical services' },
  N: { zh: '水利、环境和公共设施管理业', en: 'Water, environment and public facilities' },
  O: { zh: '居民服务、修理和其他服务业', en: 'Household services, repair and other services' },
  P: { zh: '教育', en: 'Education' },
  Q: { zh: '卫生和社会工作', en: 'Health and social work' },
  R: { zh: '文化、体育和娱乐业', en: 'Culture, sports and entertainment' },
  S: {
    zh: '公共管理、社会保障和社会组织',
    en: 'Public administration, social security and social organisations',
  },
  T: { zh: '国际组织', en: 'International organisations' },
} as const

const SECTION_LETTERS = Object.keys(INDUSTRY_SECTIONS) as IndustrySection[]

/** The last division of each section, A to T; a section begins where the one before ends. */
const LAST_DIVISIONS: Readonly<Record<IndustryEdition, readonly number[]>> = {
  '2011': [5, 12, 43, 46, 50, 52, 60, 62, 65, 69, 70, 72, 75, 78, 81, 82, 84, 89, 95, 96],
  '2017': [5, 12, 43, 46, 50, 52, 60, 62, 65, 69, 70, 72, 75, 79, 82, 83, 85, 90, 96, 97],
}

/**
 * Reads `6510`, `I65`, `I` or a canonical code. `edition` is what the source states; a code that
 * names its own edition keeps it. Where letter and digits are both there they must agree.
 */
export function parseIndustryCode(
  raw: string,
  edition: IndustryEdition = INDUSTRY_EDITION_IN_FORCE,
): ParsedIdentifier<IndustryCode, IndustryRefusal> {
  const text = raw.length > IDENTIFIER_INPUT_CHARACTERS_MAX ? '' : plainText(raw)
  const [, letter = '', digits = '', stated = edition] =
    /^([A-Z]?)(\d{2,4})?(?:@(\d{4}))?$/.exec(text) ?? []
  if (letter === '' && digits === '') {
    return refused(
      'INDUSTRY_FORM',
      'an industry code is a section letter, two to four digits, or both, such as C1311',
    )
  }
  if (stated !== '2011' && stated !== '2017') {
    return refused(
      'INDUSTRY_EDITION',
      `edition ${stated} of GB/T 4754 is not known here, only 2011 and 2017`,
    )
  }
  if (letter !== '' && !isSection(letter))
    return refused('INDUSTRY_SECTION', 'sections are the letters A to T')
  if (digits === '') return { ok: true, value: `${letter}@${stated}` as IndustryCode, raw }
  const section = sectionOfDivision(Number(digits.slice(0, 2)), stated)
  if (section === undefined) {
    return refused('INDUSTRY_DIVISION', `GB/T 4754-${stated} has no division ${digits.slice(0, 2)}`)
  }
  if (letter !== '' && letter !== section) {
    return refused(
      'INDUSTRY_SECTION_MISMATCH',
      `division ${digits.slice(0, 2)} lies in section ${section} of GB/T 4754-${stated}, ` +
        `not in ${letter}: check the edition`,
    )
  }
  return { ok: true, value: `${section}${digits}@${stated}` as IndustryCode, raw }
}

/** Letter and digits without the edition. */
export function formatIndustryCode(code: IndustryCode): string {
  return code.slice(0, code.indexOf('@'))
}

export function industryEdition(code: IndustryCode): IndustryEdition {
  // The parser let only the two editions through.
  return code.slice(code.indexOf('@') + 1) as IndustryEdition
}

export function industrySection(code: IndustryCode): IndustrySection {
  // Every canonical code begins with its letter.
  return code.charAt(0) as IndustrySection
}

/** How deep the code goes. From `group` on, the digits are the source's word only. */
export function industryDepth(code: IndustryCode): IndustryDepth {
  switch (formatIndustryCode(code).length) {
    case 1:
      return 'section'
    case 3:
      return 'division'
    case 4:
      return 'group'
    default:
      return 'class'
  }
}

/** Whether `inner` is `outer` or lies below it. Codes of different editions are never compared. */
export function industryContains(outer: IndustryCode, inner: IndustryCode): boolean {
  return (
    industryEdition(outer) === industryEdition(inner) && inner.startsWith(formatIndustryCode(outer))
  )
}

function sectionOfDivision(
  division: number,
  edition: IndustryEdition,
): IndustrySection | undefined {
  if (division === 0) return undefined
  return SECTION_LETTERS[LAST_DIVISIONS[edition].findIndex((last) => division <= last)]
}

function isSection(letter: string): letter is IndustrySection {
  return Object.hasOwn(INDUSTRY_SECTIONS, letter)
}

export const IndustryCodeSchema = identifierSchema<IndustryCode>(parseIndustryCode, {
  title: { zh: '行业代码', en: 'Industry code' },
  description: {
    zh: 'GB/T 4754：门类字母、两至四位数字，或者两者。未写 @2011 的按 2017 年版读取，存为 C1311@2017。',
    en:
      'GB/T 4754: section letter, two to four digits, or both. Without @2011 it is read as the ' +
      '2017 edition; kept as C1311@2017.',
  },
  examples: ['6510', 'C1311', 'C1311@2017'],
})
