import { expect, test } from 'vitest'
import { filesEndingIn, readSource } from '#/support/source-tree.ts'

const INDEX = 'tests/flows/README.md'

/** `folder/file` of each line of the index that names a test, with what it claims. */
function indexed(): readonly { readonly path: string; readonly claim: string }[] {
  let folder = ''
  return readSource(INDEX)
    .text.split('\n')
    .flatMap((line) => {
      folder = /^## ([\w-]+):/.exec(line)?.[1] ?? folder
      const row = /^\| `([\w.-]+)` \| (.*) \|$/.exec(line)
      return row === null ? [] : [{ path: `${folder}/${row[1]}`, claim: row[2] ?? '' }]
    })
}

test('the index of the flows names every file once, under its folder, with what it claims', () => {
  const files = filesEndingIn('.test.ts')
    .filter((path) => path.startsWith('tests/flows/'))
    .map((path) => path.slice('tests/flows/'.length))
  const entries = indexed()
  expect(files.length).toBeGreaterThan(50)
  expect(
    entries.map(({ path }) => path).sort(),
    `give each test file in tests/flows one line in ${INDEX}, under its folder`,
  ).toEqual(files)
  expect(entries.filter(({ claim }) => claim.split(' ').length < 4)).toEqual([])
})
