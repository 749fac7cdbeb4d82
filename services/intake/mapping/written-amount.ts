import { centsOfDecimal, type Cents } from '#/intake/mapping/decimal.ts'

/**
 * Amounts of money as people write them: `5万元`, `¥50,000.00`, `罰鍰：3,000元`, `NT$3,000`,
 * full-width digits and signs. The text may say a unit and a currency; where it says none, it means
 * the main unit of the currency of the mapping.
 */

/** Decimal places between the unit and the cent. */
const UNITS: readonly (readonly [word: string, shift: number])[] = [
  ['亿', 10],
  ['億', 10],
  ['百万', 8],
  ['百萬', 8],
  ['万', 6],
  ['萬', 6],
  ['千', 5],
  ['百', 4],
  ['', 2],
]
const MAIN_UNIT = '元圆圓块塊'
const [TENTH, HUNDREDTH] = ['角', '分']

/** Which currencies a mark may stand for; `元` and `$` say only that there is one. */
const MARKS: readonly (readonly [mark: string, currencies: readonly string[]])[] = [
  ['人民币', ['CNY']],
  ['人民幣', ['CNY']],
  ['RMB', ['CNY']],
  ['CNY', ['CNY']],
  ['¥', ['CNY', 'JPY']],
  ['新台币', ['TWD']],
  ['新臺币', ['TWD']],
  ['新台幣', ['TWD']],
  ['新臺幣', ['TWD']],
  ['NT$', ['TWD']],
  ['NTD', ['TWD']],
  ['TWD', ['TWD']],
  ['港币', ['HKD']],
  ['港幣', ['HKD']],
  ['HK$', ['HKD']],
  ['HKD', ['HKD']],
  ['澳门币', ['MOP']],
  ['MOP', ['MOP']],
  ['美元', ['USD']],
  ['US$', ['USD']],
  ['USD', ['USD']],
  ['欧元', ['EUR']],
  ['歐元', ['EUR']],
  ['€', ['EUR']],
  ['EUR', ['EUR']],
  ['$', ['USD', 'HKD', 'TWD', 'MOP', 'SGD', 'AUD', 'CAD']],
]

const LABEL = /^[^\d:]*:/
const NUMBER = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(.*)$/

/**
 * Exact. Refuses what is no amount, an amount in another currency than the mapping states, and what
 * is finer than a cent or not exact as a number.
 *
 * @param currency ISO 4217 code, as the mapping states it.
 */
export function writtenCents(text: string, currency: string): Cents {
  // Full-width digits, points, commas and signs become those of ASCII; so does ￥.
  const plain = text.normalize('NFKC').replace(/\s+/gu, '').replaceAll('−', '-')
  const { rest, sign, marks } = beforeDigits(plain.replace(LABEL, ''))
  const [, innerSign = '', whole, fraction = '', tail = ''] = NUMBER.exec(rest) ?? []
  if (whole === undefined || (sign !== '' && innerSign !== '')) return unreadable()
  const after = afterDigits(tail)
  if (after === undefined) return unreadable()
  const other = [...marks, ...after.marks].find((currencies) => !currencies.includes(currency))
  if (other !== undefined)
    return {
      ok: false,
      code: 'CURRENCY_OTHER',
      message: `the amount says another currency than ${currency}, which the mapping states`,
    }
  const isNegative = (sign || innerSign) === '-'
  return centsOfDecimal(
    { is_negative: isNegative, whole: whole.replaceAll(',', ''), fraction: fraction.slice(1) },
    after.shift,
  )
}

interface Before {
  readonly rest: string
  readonly sign: string
  readonly marks: readonly (readonly string[])[]
}

/** A sign and the mark of a currency, in either order. */
function beforeDigits(text: string): Before {
  const [, sign = '', unsigned = ''] = /^([+-]?)(.*)$/.exec(text) ?? []
  const mark = MARKS.find(([word]) => unsigned.startsWith(word))
  return mark === undefined
    ? { rest: unsigned, sign, marks: [] }
    : { rest: unsigned.slice(mark[0].length), sign, marks: [mark[1]] }
}

interface After {
  readonly shift: number
  readonly marks: readonly (readonly string[])[]
}

/** A unit, the mark of a currency, and 整 or 正 for "nothing behind it"; undefined for all else. */
function afterDigits(text: string): After | undefined {
  const tail = text.replace(/[整正]$/u, '')
  if (tail === TENTH) return { shift: 1, marks: [] }
  if (tail === HUNDREDTH) return { shift: 0, marks: [] }
  for (const [word, shift] of UNITS) {
    if (!tail.startsWith(word)) continue
    const rest = tail.slice(word.length)
    if (rest === '' || (rest.length === 1 && MAIN_UNIT.includes(rest))) return { shift, marks: [] }
    const mark = MARKS.find(([name]) => name === rest)
    return mark === undefined ? undefined : { shift, marks: [mark[1]] }
  }
  return undefined
}

function unreadable(): Cents {
  return {
    ok: false,
    code: 'AMOUNT_UNREADABLE',
    message: 'expected an amount such as 5万元, ¥50,000.00 or 3,000',
  }
}
