import { expect, test } from 'vitest'
import { allTableScopes } from '#/all-projections.ts'
import { sql } from '#/sql.ts'

const SCOPED = { within: () => sql`1`, limits_domains: true }

const conditions = Object.entries(allTableScopes).flatMap(([table, scope]) =>
  scope.seen_by === 'whose scope they lie in' ? [[table, scope.where(SCOPED).text]] : [],
)

test('no scope is looked for in an index: to plan that costs more than to answer', () => {
  // Of a condition on rows; tables that it looks into choose their rows by themselves.
  const searched = conditions.flatMap(([table, condition = '']) =>
    condition
      .split('subject_key IN (SELECT subject_key FROM fact_ends_v2)')
      .flatMap((part) =>
        [...part.matchAll(/(\S+) IN \(\s*SELECT/g)].map(([, key]) => [table, key]),
      ),
  )
  expect(searched.length).toBeGreaterThan(0)
  expect(searched.filter(([, key]) => key?.includes('identity(') !== true)).toEqual([])
})
