import { describe, expect, test } from 'vitest'
import { filesEndingIn, isTestCode, readSource, withoutComments } from '#/support/source-tree.ts'

/** `docs/glossary.md`: rows of three columns and a remark. */
const ROW = /^\| ([^|]+) \| ([^|]+) \| `([A-Za-z_0-9]+)` \|.*\|$/gm

const rows = [...readSource('docs/glossary.md').text.matchAll(ROW)].map(
  ([, chinese = '', english = '', name = '']) => ({ chinese, english, name }),
)

describe('the glossary', () => {
  test('has a row for each thing', () => {
    expect(rows.length).toBeGreaterThan(80)
    const lines = readSource('docs/glossary.md').text.match(/^\| (?!---|中文)/gm) ?? []
    expect(rows, 'three columns, the last a name in the code').toHaveLength(lines.length)
  })

  test.each(['chinese', 'english', 'name'] as const)('says each %s once', (column) => {
    const twice = Map.groupBy(rows, (row) => row[column])
    expect([...twice].filter(([, all]) => all.length > 1).map(([word]) => word)).toEqual([])
  })

  test('gives names that the code has', () => {
    const words = new Set(
      filesEndingIn('.ts', '.sql')
        .filter((path) => !isTestCode(path))
        .flatMap((path) => withoutComments(readSource(path).text).match(/\w+/g) ?? []),
    )
    expect(rows.map(({ name }) => name).filter((name) => !words.has(name))).toEqual([])
  })
})
