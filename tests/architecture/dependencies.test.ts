import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'

const Manifest = z.object({
  workspaces: z.array(z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
})

const manifestOf = (folder: string) =>
  Manifest.parse(
    JSON.parse(
      readFileSync(new URL(`../../${folder}/package.json`, import.meta.url), { encoding: 'utf8' }),
    ),
  )

/** Packages of which one workspace needs another version than the others, and why. */
const APART: Readonly<Record<string, string>> = {
  typescript: 'hey-api builds on the compiler as a library, which TypeScript 7 is not any more',
}

test('what several workspaces depend on, they want in one range', () => {
  const root = manifestOf('.')
  const ranges = new Map<string, Map<string, string[]>>()
  for (const folder of ['.', ...(root.workspaces ?? [])]) {
    const { dependencies, devDependencies } = manifestOf(folder)
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
      const wanted = ranges.get(name) ?? new Map<string, string[]>()
      wanted.set(range, [...(wanted.get(range) ?? []), folder])
      ranges.set(name, wanted)
    }
  }
  expect([...(ranges.get('zod') ?? [])].flatMap(([, folders]) => folders).length).toBeGreaterThan(3)
  const apart = [...ranges].filter(([, wanted]) => wanted.size > 1)
  const unexplained = apart.filter(([name]) => APART[name] === undefined)
  expect(unexplained.map(([name, wanted]) => [name, Object.fromEntries(wanted)])).toEqual([])
  // Whose reason has gone is one with the others again.
  expect(Object.keys(APART).filter((name) => ranges.get(name)?.size === 1)).toEqual([])
})
