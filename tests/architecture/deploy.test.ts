import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { read, ROOT } from '#/support/deploy/places.ts'
import {
  consoleFilesEndingIn,
  filesEndingIn,
  importsOf,
  isTestCode,
  packageOf,
  readSource,
  valueImportsOf,
} from '#/support/source-tree.ts'

/** What is checked of the image without Docker. */

describe('the image', () => {
  const lines = read('Dockerfile').split('\n')

  test('is built on a pinned Node that runs the program, and runs as another user than root', () => {
    const bases = lines.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? [])
    expect(bases.length).toBe(4)
    for (const base of bases) expect(base).toMatch(/^node:24\.\d+\.\d+-/)
    expect(lines.findLast((line) => line.startsWith('USER'))).toBe('USER node')
  })

  test("sets V8's heap from the limit of memory", () => {
    expect(lines).toContain('ENV NODE_OPTIONS=--max-old-space-size-percentage=60')
  })

  test('copies what exists', () => {
    const copied = copiedBy(lines)
    expect(copied.length).toBeGreaterThan(5)
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })

  test('builds the console where everything is that it is built of', () => {
    const begin = lines.findIndex((line) => line.endsWith(' AS console'))
    const stage = lines.slice(begin, lines.indexOf('RUN npx turbo run build', begin))
    const copied = copiedBy(stage)
    const lacking = takenFromOutside().filter(
      (file) => !copied.some((path) => file === path || file.startsWith(`${path}/`)),
    )
    expect(copied).toContain('services/web')
    expect(lacking, 'COPY it to the stage console').toEqual([])
  })

  test('what the console is built of outside its folder is a reason to build it', () => {
    const { tasks } = JSON.parse(readFileSync(join(ROOT, 'turbo.json'), 'utf8')) as {
      readonly tasks: { readonly build: { readonly inputs: readonly string[] } }
    }
    const lacking = takenFromOutside().filter(
      (file) => !tasks.build.inputs.includes(`../../${file}`),
    )
    expect(takenFromOutside()).toContain('projections/rules/rule.schema.json')
    expect(lacking, "add it to the inputs of turbo.json's task build").toEqual([])
  })
})

test('the image holds every package that the program imports: none is for development only', () => {
  const workspaces = ['events', 'projections', 'infra', 'services']
  const missing = workspaces.flatMap((workspace) => {
    const { dependencies = {} } = JSON.parse(
      readFileSync(join(ROOT, workspace, 'package.json'), 'utf8'),
    ) as {
      readonly dependencies?: Readonly<Record<string, string>>
    }
    const program = filesEndingIn('.ts').filter(
      (path) => path.startsWith(`${workspace}/`) && !isTestCode(path),
    )
    const packages = program.flatMap((path) =>
      importsOf(readSource(path)).map(({ specifier }) => packageOf(specifier)),
    )
    const foreign = [...new Set(packages)].filter(
      (name) => !/^(?:node:|@jianwei\/|[#.])/.test(name),
    )
    return foreign
      .filter((name) => !(name in dependencies))
      .map((name) => `${workspace} imports ${name}`)
  })
  expect(missing).toEqual([])
})

/** What the lines of a Dockerfile copy from the repository. */
function copiedBy(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => /^COPY (?!--from)(.+) \S+$/.exec(line)?.[1]?.split(' ') ?? [])
}

/** Files that the console imports by value and that do not lie in its folder. */
function takenFromOutside(): readonly string[] {
  const files = consoleFilesEndingIn('.ts', '.tsx')
    .filter((path) => !isTestCode(path) && !path.endsWith('.d.ts'))
    .flatMap((path) => valueImportsOf(readSource(path)))
    .flatMap(({ file }) => file ?? [])
    .filter((file) => !file.startsWith('services/web/'))
  return [...new Set(files)]
}
