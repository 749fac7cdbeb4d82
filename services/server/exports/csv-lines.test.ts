import { expect, test } from 'vitest'
import { csvLines } from '#/server/exports/csv-lines.ts'

async function* rowsOf(cells: readonly string[]) {
  yield cells
}

test.each([
  ['\n=1+1', `"'\n=1+1"`],
  // Where decimals have a comma, spreadsheet programs part fields here.
  ['a;=1+1', '"a;=1+1"'],
  ['a\t=1+1', '"a\t=1+1"'],
])('%j is run as a formula by no program', async (text, field) => {
  const [, line] = await Array.fromAsync(csvLines(rowsOf([text])))
  expect(line).toBe(`${field}\r\n`)
})
