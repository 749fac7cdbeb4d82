import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { filesEndingIn } from '@jianwei/tests/support/source-tree.ts'
import { Lockfile } from '#/generate/lockfile.ts'
import { COPIED_DATA, noticesText, productionPackages } from '#/generate/notices.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8')
const lockfile = Lockfile.parse(JSON.parse(read('package-lock.json')))
/** Licences that ask for no more than that their text goes along. */
const LICENCES =
  /MIT|MIT-0|ISC|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|0BSD|Unlicense|CC0-1\.0| AND | OR /
const PERMISSIVE = new RegExp(String.raw`^\(?(?:${LICENCES.source})+\)?$`)

test('the notices are current: run `npm run docs:notices` if they are not', () => {
  expect(read('THIRD-PARTY-NOTICES.md')).toBe(noticesText(lockfile))
})

test('every package that the program runs with states a licence that goes with its own', () => {
  const packages = productionPackages(lockfile)
  expect(packages.length).toBeGreaterThan(100)
  expect(packages.filter(({ licence }) => !PERMISSIVE.test(licence))).toEqual([])
})

test('the licence that package.json declares lies beside it', () => {
  const { license } = z.object({ license: z.string() }).parse(JSON.parse(read('package.json')))
  expect(license).toBe('Apache-2.0')
  expect(read('LICENSE')).toMatch(/^\s+Apache License\s+Version 2\.0, January 2004/)
})

test('data that came from elsewhere lie where the notices say, and every notice is named', () => {
  for (const { files, notice } of COPIED_DATA) {
    expect(existsSync(`${ROOT}${files}`), files).toBe(true)
    expect(read(notice)).toContain(files.split('/').at(-1))
  }
  const named = COPIED_DATA.map(({ notice }) => notice)
  expect(filesEndingIn('NOTICE.md').filter((path) => !named.includes(path))).toEqual([])
})
