import { describe, expect, test } from 'vitest'
import { LAYERS, layerOf, layerProblem } from '#/architecture/layers.ts'
import { filesEndingIn, importsOf, isTestCode, readSource } from '#/support/source-tree.ts'

const files = filesEndingIn('.ts', '.tsx').filter((path) => !isTestCode(path))

describe.each(Object.keys(LAYERS))('inside %s', (ring) => {
  const own = files.filter((path) => path.startsWith(`${ring}/`))

  test('no import runs upward, and folders beside each other do not know each other', () => {
    const problems = own.flatMap((path) =>
      importsOf(readSource(path)).flatMap(({ file }) => {
        if (file === undefined || !file.startsWith(`${ring}/`)) return []
        const problem = layerProblem(path, file)
        return problem === undefined ? [] : [`${path} imports ${file}: ${problem}`]
      }),
    )
    expect(problems, 'turn the dependency round, or move what both need further down').toEqual([])
  })

  test('every file has a layer', () => {
    const without = own.filter((path) => layerOf(path) === undefined)
    expect(without, 'name the folder in a layer of tests/architecture/layers.ts').toEqual([])
  })

  test('every entry of the order is there', () => {
    const entries = (LAYERS[ring] ?? []).flat()
    const absent = entries.filter((entry) => {
      const path = `${ring}/${entry.replace(/\*$/, '')}`
      return !own.some((file) => file === path || file.startsWith(path.replace(/\/?$/, '/')))
    })
    expect(absent).toEqual([])
    expect(entries).toEqual([...new Set(entries)])
  })
})

describe('the check itself', () => {
  const order = { ring: [['ground.ts'], ['kinds/all.ts', 'low'], ['kinds/*'], ['top']] }

  test.each([
    ['ring/ground.ts', 'ring/low/a.ts', 'ring/low lies above ring/ground.ts'],
    ['ring/kinds/count/kind.ts', 'ring/top/a.ts', 'ring/top lies above ring/kinds/count'],
    [
      'ring/kinds/count/kind.ts',
      'ring/kinds/sum/a.ts',
      'ring/kinds/sum lies beside ring/kinds/count',
    ],
    ['ring/kinds/all.ts', 'ring/kinds/sum/a.ts', 'ring/kinds/sum lies above ring/kinds/all.ts'],
  ])('refuses that %s imports %s', (path, imported, problem) => {
    expect(layerProblem(path, imported, order)).toBe(problem)
  })

  test.each([
    ['ring/kinds/count/kind.ts', 'ring/kinds/count/deep/a.ts'],
    ['ring/kinds/count/kind.ts', 'ring/low/a.ts'],
    ['ring/top/a.ts', 'ring/kinds/count/kind.ts'],
  ])('allows that %s imports %s', (path, imported) => {
    expect(layerProblem(path, imported, order)).toBeUndefined()
  })

  test('a file without a layer is found', () => {
    expect(layerOf('ring/elsewhere/a.ts', order)).toBeUndefined()
    expect(layerOf('ring/kinds/loose.ts', order)).toBeUndefined()
  })
})
