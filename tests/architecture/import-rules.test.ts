import { describe, expect, test } from 'vitest'
import { DRIVERS, importProblem, LIBRARIES_OF_ONE_FILE } from '#/architecture/import-rules.ts'
import { firstCycle } from '#/architecture/import-cycle.ts'
import {
  filesEndingIn,
  FOLDERS,
  importsOf,
  isTestCode,
  packageOf,
  readSource,
} from '#/support/source-tree.ts'

const files = filesEndingIn('.ts', '.tsx').map((path) => ({
  path,
  imports: importsOf(readSource(path)),
}))

test('the check sees files in every folder, and imports in them', () => {
  for (const folder of FOLDERS) {
    expect(
      files.filter(({ path }) => path.startsWith(`${folder}/`)).length,
      folder,
    ).toBeGreaterThan(1)
  }
  expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(200)
})

test('every import follows the table of the design', () => {
  const problems = files.flatMap(({ path, imports }) =>
    imports.flatMap((imported) => {
      const problem = importProblem(path, imported)
      return problem === undefined ? [] : [`${path} imports ${imported.specifier}: ${problem}`]
    }),
  )
  expect(problems).toEqual([])
})

test('no file is part of an import cycle', () => {
  const graph = new Map(
    files.map(({ path, imports }) => [path, imports.flatMap(({ file }) => file ?? [])]),
  )
  expect(firstCycle(graph)?.join(' → ')).toBeUndefined()
})

test('each service is wired once, for a process of its own and for all in one', () => {
  const starts = files.map(({ path }) => path).filter((path) => /^services\/.+\/start-/.test(path))
  const importers = (start: string): readonly string[] =>
    files
      .filter(({ imports }) => imports.some(({ file }) => file === start))
      .map(({ path }) => path)
  const services = ['intake', 'projector', 'publisher', 'notices', 'sentinel', 'server']
  for (const service of services) {
    const start = `services/${service}/start-${service}.ts`
    expect(starts).toContain(start)
    expect(importers(start)).toEqual(
      expect.arrayContaining([
        `services/${service}/main.ts`,
        'services/all-in-one/start-services.ts',
      ]),
    )
  }
  const opened = importers('services/all-in-one/start-services.ts')
  expect(opened).toEqual(['services/all-in-one/all-in-one.ts'])
})

test('each driver, and each library that may be replaced, is imported by one file', () => {
  const importers = new Map<string, string[]>()
  const alone = [...DRIVERS, ...LIBRARIES_OF_ONE_FILE]
  for (const { path, imports } of files.filter((file) => !isTestCode(file.path))) {
    for (const driver of new Set(imports.map(({ specifier }) => packageOf(specifier)))) {
      if (alone.includes(driver)) importers.set(driver, [...(importers.get(driver) ?? []), path])
    }
  }
  const shared = [...importers].filter(([, paths]) => paths.length > 1)
  expect(
    shared,
    'keep what needs the driver in one file, and pass plain data to the others',
  ).toEqual([])
  expect(importers.size).toBeGreaterThan(0)
})

test('nothing is exported from another file than its own', () => {
  const reexports = files
    .filter(({ path }) =>
      /^\s*export\s+(?:type\s+)?(?:\*|\{[^}]*\})\s*(?:as\s+\w+\s*)?from\b/m.test(
        readSource(path).text,
      ),
    )
    .map(({ path }) => path)
  expect(reexports, 'import the name where it is defined').toEqual([])
})

describe('the rules themselves', () => {
  test.each([
    ['events/fact.ts', 'node:crypto', undefined],
    ['events/fact.ts', '@jianwei/infra/log/sqlite-log.ts', 'infra/log/sqlite-log.ts'],
    ['projections/events/queries.ts', 'node:fs', undefined],
    ['projections/events/queries.ts', '@jianwei/services/server/app.ts', 'services/server/app.ts'],
    ['infra/log/sqlite-log.ts', '@jianwei/services/server/app.ts', 'services/server/app.ts'],
    [
      'infra/log/sqlite-log.ts',
      '@jianwei/projections/events/projection.ts',
      'projections/events/projection.ts',
    ],
    ['services/server/app.ts', '@jianwei/infra/log/sqlite-log.ts', 'infra/log/sqlite-log.ts'],
    ['services/server/app.ts', '#/intake/intake.ts', 'services/intake/intake.ts'],
    ['services/server/app.ts', '#/composition/open-log.ts', 'services/composition/open-log.ts'],
    ['services/projector/config.ts', '@jianwei/infra/log/sqlite-log.ts', 'infra/log/sqlite-log.ts'],
    ['services/server/app.ts', 'chdb/connection', undefined],
    ['services/http/problem.ts', '#/server/app.ts', 'services/server/app.ts'],
    ['services/web/alerts.ts', '@jianwei/events/fact.ts', 'events/fact.ts'],
    ['services/server/app.ts', '@jianwei/tests/support/x.ts', 'tests/support/x.ts'],
  ])('%s may not import %s', (path, specifier, file) => {
    expect(importProblem(path, { specifier, file })).toEqual(expect.any(String))
  })

  test.each([
    ['events/fact.ts', 'zod', undefined],
    ['events/uuid-v5.test.ts', 'node:crypto', undefined],
    ['infra/log/sqlite-log.ts', 'node:sqlite', undefined],
    ['infra/warehouse/chdb-warehouse.ts', '@jianwei/projections/sql.ts', 'projections/sql.ts'],
    [
      'services/all-in-one/all-in-one.ts',
      '@jianwei/infra/log/sqlite-log.ts',
      'infra/log/sqlite-log.ts',
    ],
    ['services/server/main.ts', '@jianwei/infra/log/sqlite-log.ts', 'infra/log/sqlite-log.ts'],
    [
      'services/composition/open-log.ts',
      '@jianwei/infra/log/sqlite-log.ts',
      'infra/log/sqlite-log.ts',
    ],
    ['services/projector/main.ts', '#/composition/open-log.ts', 'services/composition/open-log.ts'],
    ['services/server/app.ts', '#/lifecycle/supervise.ts', 'services/lifecycle/supervise.ts'],
    ['services/server/app.ts', 'fastify', undefined],
    ['services/web/alerts.ts', '#/server/contract.ts', 'services/server/contract.ts'],
    ['tests/bench/pipeline.ts', 'chdb', undefined],
  ])('%s may import %s', (path, specifier, file) => {
    expect(importProblem(path, { specifier, file })).toBeUndefined()
  })

  test('imports are found however they are written', () => {
    const text = [
      "import { a } from 'one'",
      'import {\n  b,\n  type C,\n} from "two"',
      "import type { D } from '#/three.ts'",
      "import './four.ts'",
      "export { e } from '@jianwei/events/five.ts'",
      "const six = await import('six')",
      "// import { no } from 'comment'",
      "/* import { no } from 'comment' */",
    ].join('\n')
    expect(
      importsOf({ path: 'services/x/y.ts', text }).map(({ specifier, file }) => file ?? specifier),
    ).toEqual(['one', 'two', 'services/three.ts', 'events/five.ts', 'services/x/four.ts', 'six'])
  })

  test('a cycle is found and named', () => {
    const graph = { a: ['b'], b: ['c'], c: ['d', 'b'], d: [] }
    expect(firstCycle(new Map(Object.entries(graph)))).toEqual(['b', 'c', 'b'])
    expect(firstCycle(new Map(Object.entries({ ...graph, c: ['d'] })))).toBeUndefined()
  })
})
