import type { Span } from '@jianwei/projections/backtest/backtest-scope.ts'
import {
  DIFFERENCES,
  differenceSql,
  type DifferenceRow,
} from '@jianwei/projections/backtest/difference-sql.ts'
import type { DifferenceCount } from '@jianwei/projections/backtest/result.ts'
import { rowsOf, type QueryContext } from '#/backtest/scratch-tables.ts'
import type { Sql } from '@jianwei/projections/sql.ts'

/** Examples of each difference that are listed, the earliest first. */
export const DIFFERENCE_EXAMPLES_MAX = 10

/** Every difference in its order, also those without a case. */
export async function differenceOf(
  queryContext: QueryContext,
  tables: { readonly here: Sql; readonly there: Sql },
  span: Span,
  by: 'warning' | 'subject',
): Promise<DifferenceCount[]> {
  const sql = differenceSql(tables, span, by, DIFFERENCE_EXAMPLES_MAX)
  const rows = await rowsOf<DifferenceRow>(queryContext, `difference-by-${by}`, sql)
  return DIFFERENCES.map((difference) => {
    const row = rows.find((one) => one.difference === difference)
    return {
      difference,
      cases: Number(row?.cases ?? 0),
      examples: difference === 'same' ? [] : (row?.examples ?? []).map(exampleOf),
    }
  })
}

function exampleOf([subject_id, anchor, here, there]: DifferenceRow['examples'][number]) {
  const orNull = (value: string): string | null => (value === '' ? null : value)
  return {
    subject_id,
    anchor: orNull(anchor),
    known_at: orNull(here),
    known_at_against: orNull(there),
  }
}
