import { dayOf } from '#/parts/times.ts'

const YEAR_LENGTH = 4

/** What happened in one year in China. */
export interface TimelineYear<Row> {
  readonly year: string
  readonly rows: readonly Row[]
}

/** Rows by the year in which they happened, in the order in which they come. */
export function byYear<Row extends { readonly occurred_at: string }>(
  rows: readonly Row[],
): readonly TimelineYear<Row>[] {
  const years = Map.groupBy(rows, ({ occurred_at }) => dayOf(occurred_at).slice(0, YEAR_LENGTH))
  return [...years].map(([year, of]) => ({ year, rows: of }))
}
