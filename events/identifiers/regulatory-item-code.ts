import type { z } from 'zod'
import { withoutNoise } from '#/identifiers/feed-noise.ts'
import {
  identifierSchema,
  refused,
  type ParsedIdentifier,
} from '#/identifiers/parsed-identifier.ts'

/** Code of a regulatory item in the national catalogue (监管事项目录编码): exactly 14 digits. */
export type RegulatoryItemCode = string & z.$brand<'RegulatoryItemCode'>

export type RegulatoryItemRefusal = 'ITEM_LENGTH' | 'ITEM_DIGITS'

const LENGTH = 14
const LABELS = ['监管事项目录编码', '监管事项编码']

export function parseRegulatoryItemCode(
  raw: string,
): ParsedIdentifier<RegulatoryItemCode, RegulatoryItemRefusal> {
  const text = withoutNoise(raw, LABELS)
  if (text.length !== LENGTH) {
    return refused(
      'ITEM_LENGTH',
      `a regulatory item code has 14 digits, this one has ${text.length} characters`,
    )
  }
  if (!/^\d{14}$/.test(text)) return refused('ITEM_DIGITS', 'a regulatory item code is digits only')
  return { ok: true, value: text as RegulatoryItemCode, raw }
}

/** The digits as they are: what each of them means is not published. */
export function formatRegulatoryItemCode(code: RegulatoryItemCode): string {
  return code
}

export const RegulatoryItemCodeSchema = identifierSchema<RegulatoryItemCode>(
  parseRegulatoryItemCode,
  {
    title: { zh: '监管事项目录编码', en: 'Regulatory item code' },
    description: {
      zh: '监管事项目录中该事项的编码，14 位数字。',
      en: 'Code of the item in the catalogue of regulatory items: exactly 14 digits.',
    },
  },
)
