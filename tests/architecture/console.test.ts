import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  consoleFilesEndingIn,
  importsOf,
  packageOf,
  readSource,
  valueImportsOf,
} from '#/support/source-tree.ts'

const Ranges = z.record(z.string(), z.string())
const manifest = z
  .object({ dependencies: Ranges, devDependencies: Ranges })
  .parse(JSON.parse(readSource('services/web/package.json').text))

/** What pages stand on, from the ground up; all other folders are pages. */
const GROUND = ['language', 'api', 'live', 'parts'] as const
/** Where the pages are put together. */
const TOP = ['app', 'main.tsx', 'polyfills.ts']
/** The only part of `app` that pages know: under which their routes hang. */
const ROOT_ROUTE = 'services/web/src/app/root-route.ts'
const sources = consoleFilesEndingIn('.ts', '.tsx')
  .filter((path) => path.startsWith('services/web/src/'))
  .map((path) => {
    const source = readSource(path)
    return { ...source, place: placeOf(path), imports: importsOf(source) }
  })
const code = sources.filter(({ path }) => !path.endsWith('.test.ts'))

test('the check sees the console', () => {
  expect(sources.length).toBeGreaterThan(20)
})

test('of the server a page takes types alone; a schema is data', () => {
  const taken = code
    .filter(({ path }) => !path.endsWith('.d.ts'))
    .flatMap((source) =>
      valueImportsOf(source)
        .filter(({ specifier }) => /^@jianwei\/.+(?<!\.schema\.json)$/.test(specifier))
        .map(({ specifier }) => `${source.path} imports ${specifier}`),
    )
  expect(taken, 'import type: what a browser needs besides comes over HTTP').toEqual([])
})

describe('a file of the console', () => {
  test('imports only packages that its package.json declares', () => {
    const undeclared = code.flatMap(({ path, imports }) =>
      imports
        .filter(({ file, specifier }) => file === undefined && !specifier.startsWith('.'))
        .map(({ specifier }) => packageOf(specifier))
        .filter((name) => !(name in manifest.dependencies) && !(name in manifest.devDependencies))
        .map((name) => `${path} imports ${name}`),
    )
    expect(undeclared, 'add it to services/web/package.json').toEqual([])
  })

  test('knows what lies below it, and no other page', () => {
    const upwards = code.flatMap(({ path, place, imports }) =>
      imports
        .flatMap(({ file }) => (file?.startsWith('services/web/src/') === true ? [file] : []))
        .filter((file) => file !== ROOT_ROUTE && !mayKnow(place, placeOf(file)))
        .map((file) => `${path} imports ${file}`),
    )
    expect(upwards, 'move what pages share to parts').toEqual([])
  })
})

/** The folder or file directly below `src`. */
function placeOf(path: string): string {
  return path.split('/')[3] ?? ''
}

function mayKnow(place: string, other: string): boolean {
  if (place === other || TOP.includes(place)) return true
  const [own, theirs] = [place, other].map((each) => GROUND.findIndex((name) => name === each))
  if (theirs === undefined || theirs < 0) return false
  return own === undefined || own < 0 || theirs < own
}
