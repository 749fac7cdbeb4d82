/**
 * How many decimal places lie between the unit and the cent. `yuan` is the main unit of the
 * currency, whichever that is.
 */
export const CENT_SHIFTS = { cent: 0, yuan: 2, ten_thousand_yuan: 6 } as const

export type MoneyUnit = keyof typeof CENT_SHIFTS

export type Cents =
  | { readonly ok: true; readonly cents: number }
  | { readonly ok: false; readonly code: string; readonly message: string }

const PLAIN = /^(-?)(\d+)(?:\.(\d+))?$/
const GROUPED = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/

/** The digits of a decimal number before and behind its point. */
export interface Decimal {
  readonly is_negative: boolean
  readonly whole: string
  readonly fraction: string
}

/** Refuses what is no plain decimal number, and as `centsOfDecimal` does. */
export function centsOf(text: string, unit: MoneyUnit): Cents {
  const [, sign, whole, fraction = ''] =
    PLAIN.exec(GROUPED.test(text) ? text.replaceAll(',', '') : text) ?? []
  if (sign === undefined || whole === undefined) {
    return {
      ok: false,
      code: 'AMOUNT_UNREADABLE',
      message: 'expected a decimal amount such as 60000 or 1,234.50',
    }
  }
  return centsOfDecimal({ is_negative: sign === '-', whole, fraction }, CENT_SHIFTS[unit])
}

/**
 * Exact: the decimal point moves, nothing is multiplied. Refuses what is finer than a cent or not
 * exact as a number.
 *
 * @param shift Decimal places between the unit of the number and the cent.
 */
export function centsOfDecimal({ is_negative, whole, fraction }: Decimal, shift: number): Cents {
  if (/[^0]/.test(fraction.slice(shift))) {
    return {
      ok: false,
      code: 'AMOUNT_FINER_THAN_CENT',
      message: 'the amount is finer than one cent',
    }
  }
  const cents = Number(whole + fraction.slice(0, shift).padEnd(shift, '0'))
  if (!Number.isSafeInteger(cents)) {
    return {
      ok: false,
      code: 'AMOUNT_TOO_LARGE',
      message: 'the amount in cents is larger than 2^53',
    }
  }
  // "-0" would be another value than 0 to some readers.
  return { ok: true, cents: is_negative && cents !== 0 ? -cents : cents }
}
