import { expect, test } from 'vitest'
import { tablesOf } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles, allTableScopes } from '@jianwei/projections/all-projections.ts'

test('every table says who may see its rows, or why everybody may', async () => {
  const made = (await tablesOf(allTableFiles)).filter((name) => !name.endsWith('_view'))
  expect(Object.keys(allTableScopes).toSorted()).toEqual(made.toSorted())
  for (const [table, scope] of Object.entries(allTableScopes)) {
    if (scope.seen_by !== 'whose scope they lie in') expect(scope.because, table).toMatch(/\w+ \w+/)
  }
})
