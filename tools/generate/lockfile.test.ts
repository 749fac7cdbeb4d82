import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { satisfies } from 'semver'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { Lockfile, OLDEST_HOST, warnedOf, withoutWarnings } from '#/generate/lockfile.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const Manifest = z.looseObject({
  version: z.string(),
  engines: z
    .union([z.looseObject({ node: z.string().optional() }), z.array(z.string())])
    .optional(),
})
const json = (path: string): unknown => JSON.parse(readFileSync(`${ROOT}${path}`, 'utf8'))
const lockfile = Lockfile.parse(json('package-lock.json'))

test('npm on the oldest Node that may run it warns of no package; if it does, `npm run lock`', () => {
  expect(z.object({ engines: z.object({ node: z.string() }) }).parse(json('package.json'))).toEqual(
    { engines: { node: `>=${OLDEST_HOST.split('.')[0]}` } },
  )
  expect(warnedOf(lockfile)).toEqual([])
})

test('every installed package runs on the Node that the project brings', () => {
  const { version } = Manifest.parse(json('node_modules/node/package.json'))
  const installed = Object.keys(lockfile.packages).filter(
    (folder) => folder.includes('node_modules/') && existsSync(`${ROOT}${folder}/package.json`),
  )
  expect(installed.length).toBeGreaterThan(200)
  const refusing = installed.flatMap((folder) => {
    const { engines } = Manifest.partial().parse(json(`${folder}/package.json`))
    const wanted = Array.isArray(engines) ? undefined : engines?.node
    return wanted === undefined || satisfies(version, wanted) ? [] : [`${folder}: ${wanted}`]
  })
  expect(refusing, `Node ${version}`).toEqual([])
})

test('what npm would warn of is taken out, and nothing else', () => {
  const of = (node: string) => ({ version: '1.0.0', engines: { node } })
  const text = (young: object): string => {
    const packages = { '': of('>=20'), old: of('>=18'), young }
    return `${JSON.stringify({ lockfileVersion: 3, packages }, null, 2)}\n`
  }
  expect(withoutWarnings(text(of('^22 || >=24')))).toBe(text({ version: '1.0.0' }))
})
