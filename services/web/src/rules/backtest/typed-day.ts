const DIGITS = /^(\d{4})(\d\d)(\d\d)$/
const PARTED = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/

/**
 * A day as somebody types it: `20260301`, `2026-3-1`, `2026/03/01`. As `2026-03-01`; undefined for
 * nothing; null for what is no day.
 */
export function typedDay(typed: string): string | null | undefined {
  const text = typed.trim()
  if (text === '') return undefined
  const match = DIGITS.exec(text) ?? PARTED.exec(text)
  if (match === null) return null
  const [year = '', month = '', day = ''] = match.slice(1).map((part) => part.padStart(2, '0'))
  const iso = `${year}-${month}-${day}`
  const instant = new Date(`${iso}T00:00:00Z`)
  // A day that there is not, such as the 30th of February, comes back as another or as none.
  return Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== iso ? null : iso
}
