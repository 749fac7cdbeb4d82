import {
  halfWidth,
  personalNumbersIn,
  type NumberFound,
} from '@jianwei/events/identifiers/personal-numbers-in.ts'
import { containsPersonalNumber } from '@jianwei/events/identifiers/personal-number.ts'

/*
 * How a masked value reads. No standard binds how it is done; these are the usual forms: 张*,
 * 3502**********1234, 138****5678, the last four of a card, an address to its street.
 */

/** Stands for a text of which nothing is shown. */
export const HIDDEN = '***'

// 复姓: surnames of two characters that are in use.
const DOUBLE_SURNAMES =
  /^(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|夏侯|端木|南宫|轩辕|独孤|百里|呼延|澹台|赫连|闻人|太史|申屠)/

/** The first character and a star, the surname where it has two. */
export function maskName(name: string): string {
  const text = name.trim()
  const [surname] = text.length > 2 ? (DOUBLE_SURNAMES.exec(text) ?? []) : []
  const first = surname ?? Array.from(text)[0] ?? ''
  // A name of one character is all that there is to hide.
  return Array.from(text).length < 2 ? '*' : `${first}*`
}

/** The first and last four of a long number, less of a short one, nothing of a very short one. */
export function maskIdNumber(number: string): string {
  const text = number.trim()
  const shown = text.length >= 15 ? 4 : text.length >= 8 ? 2 : 0
  return keepEnds(text, shown, shown)
}

/** The first three and the last four digits. */
export function maskTelephone(number: string): string {
  const digits = number.replace(/[^\d]/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '')
  if (digits.length < 7) return HIDDEN
  return digits.length < 10 ? keepEnds(digits, 0, 2) : keepEnds(digits, 3, 4)
}

/** The last four. */
export function maskBankCard(number: string): string {
  return keepEnds(number.replace(/[- ]/g, ''), 0, 4)
}

const STREET = /^.*(?:街道|大道|大街|路|街|镇|乡|(?<![小社])区|县|旗|市|州|省)/su
const UP_TO_NUMBER = /^[^\d０-９]*/u

/** As far as the district or street, before the first number. */
export function maskAddress(address: string): string {
  const [named = ''] = UP_TO_NUMBER.exec(address) ?? []
  const [street = ''] = STREET.exec(named) ?? []
  return `${street}${HIDDEN}`
}

/** The text with the numbers of persons in it masked, and the given names. */
export function maskInText(
  text: string,
  names: readonly string[] = [],
  find: (text: string) => readonly NumberFound[] = personalNumbersIn,
): string {
  const parts: string[] = []
  let end = 0
  for (const found of find(text)) {
    parts.push(text.slice(end, found.start), maskNumber(found, text.slice(found.start, found.end)))
    end = found.end
  }
  const unnumbered = [...parts, text.slice(end)].join('')
  return names.reduce(
    (masked, name) => (name.length < 2 ? masked : masked.replaceAll(name, maskName(name))),
    unnumbered,
  )
}

/** The same; nothing of a text in which a number is written so that it cannot be cut out. */
export function maskInFreeText(text: string, names: readonly string[]): string {
  const masked = maskInText(text, names)
  return containsPersonalNumber(masked) ? HIDDEN : masked
}

function maskNumber({ kind }: NumberFound, text: string): string {
  switch (kind) {
    case 'id_number':
      return maskIdNumber(text.replace(/[^\dXxＸｘ０-９]/g, ''))
    case 'telephone':
      return maskTelephone(halfWidth(text))
    case 'bank_card':
      return maskBankCard(text)
  }
}

function keepEnds(text: string, first: number, last: number): string {
  const characters = Array.from(text)
  const stars = Math.max(characters.length - first - last, 3)
  const end = last === 0 ? '' : characters.slice(-last).join('')
  return characters.slice(0, first).join('') + '*'.repeat(stars) + end
}
