import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  filesEndingIn,
  FOLDERS,
  importsOf,
  isTestCode,
  packageOf,
  readSource,
  type SourceFile,
} from '#/support/source-tree.ts'

const Ranges = z.record(z.string(), z.string()).default({})
const Manifest = z.object({
  name: z.string().optional(),
  dependencies: Ranges,
  devDependencies: Ranges,
})

const manifestOf = (folder: string): z.infer<typeof Manifest> =>
  Manifest.parse(JSON.parse(readSource(`${folder}/package.json`).text))
const root = manifestOf('.')
const sources: readonly SourceFile[] = filesEndingIn('.ts', '.js', '.mjs').map(readSource)

/** Packages that a file imports or asks for by `require`; built-in ones are none. */
function packagesIn(source: SourceFile): readonly string[] {
  const required = [...source.text.matchAll(/\brequire\(\s*['"]([^'"]+)['"]/g)]
  return [
    ...importsOf(source).map(({ specifier }) => specifier),
    ...required.map((match) => match[1] ?? ''),
  ]
    .filter((specifier) => !/^(?:node:|#\/|\.)/.test(specifier))
    .map(packageOf)
}

describe.each(FOLDERS)('%s', (folder) => {
  const { dependencies, devDependencies, name: itself } = manifestOf(folder)
  const files = sources.filter(({ path }) => path.startsWith(`${folder}/`))

  test('declares every package that it imports', () => {
    const undeclared = files.flatMap((source) => {
      const known = isTestCode(source.path)
        ? { ...dependencies, ...devDependencies, ...root.devDependencies }
        : dependencies
      return (
        packagesIn(source)
          // Texts in tests of the architecture name packages that are none.
          .filter((name) => name !== itself && !(name in known) && isInstalled(name))
          .map((name) => `${source.path} imports ${name}`)
      )
    })
    expect(undeclared, `add it to ${folder}/package.json`).toEqual([])
  })

  test('imports every package that it declares', () => {
    const text = files.map((source) => source.text).join('\n')
    const imported = (name: string): boolean =>
      text.includes(`'${name}'`) || text.includes(`'${name}/`)
    const unused = Object.keys({ ...dependencies, ...devDependencies }).filter(
      (name) => !imported(name.replace(/^@types\//, '')),
    )
    expect(unused, `remove it from ${folder}/package.json`).toEqual([])
  })
})

function isInstalled(name: string): boolean {
  return existsSync(new URL(`../../node_modules/${name}`, import.meta.url))
}
