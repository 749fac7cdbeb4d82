import type { Overview } from '#/overview/overview-queries.ts'
import { NUMBERS, type NumberName } from '#/overview/overview-search.ts'

export interface WallRow {
  readonly key: string
  readonly label: string
  readonly numbers: Readonly<Record<NumberName, number>>
}

export interface WallRows {
  readonly shown: readonly WallRow[]
  /** How many rows found no place, and what they have together. */
  readonly rest: { readonly rows: number; readonly numbers: WallRow['numbers'] }
}

export function wallRow(key: string, label: string, counted: Pick<Overview, NumberName>): WallRow {
  const { open_alerts, new_warnings, overdue_duties } = counted
  return {
    key,
    label,
    numbers: {
      open_alerts: open_alerts.count,
      new_warnings: new_warnings.count,
      overdue_duties: overdue_duties.count,
    },
  }
}

/** The rows with most, as far as there is room; `beyond` had no row before either. */
export function wallRows(
  rows: readonly WallRow[],
  { room, number }: { readonly room: number; readonly number: NumberName },
  beyond: WallRows['rest'] = { rows: 0, numbers: sumOf([]) },
): WallRows {
  const sorted = rows.toSorted((a, b) => b.numbers[number] - a.numbers[number])
  // The last line is for the rest, where there is one.
  const isWhole = sorted.length <= room && beyond.rows === 0
  const shown = isWhole ? sorted : sorted.slice(0, room - 1)
  const left = sorted.slice(shown.length)
  const numbers = sumOf([beyond.numbers, ...left.map((row) => row.numbers)])
  return { shown, rest: { rows: left.length + beyond.rows, numbers } }
}

function sumOf(all: readonly WallRow['numbers'][]): WallRow['numbers'] {
  const sum = { open_alerts: 0, new_warnings: 0, overdue_duties: 0 }
  for (const numbers of all) for (const name of NUMBERS) sum[name] += numbers[name]
  return sum
}
