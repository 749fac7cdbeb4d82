import { expect, test } from 'vitest'
import { everyFile, readSource } from '#/support/source-tree.ts'

const files = everyFile()

test.each(['events', 'projections', 'infra', 'services', 'tests', 'tools'])(
  'the README of %s says what each of its folders holds',
  (ring) => {
    const readme = readSource(`${ring}/README.md`).text
    const folders = new Set(
      files.flatMap((path) => {
        const [first, folder, ...rest] = path.split('/')
        return first === ring && folder !== undefined && rest.length > 0 ? [folder] : []
      }),
    )
    expect(folders.size).toBeGreaterThan(3)
    const unnamed = [...folders].filter((folder) => !readme.includes(`\`${folder}\``))
    expect(unnamed, `say in ${ring}/README.md what these folders hold`).toEqual([])
  },
)

test.each(['projections', 'infra', 'services', 'tests'])(
  'the README of %s says how data passes through, where to add, and what not to do',
  (ring) => {
    const headings = readSource(`${ring}/README.md`).text.match(/^## .+$/gm)
    expect(headings).toEqual(
      expect.arrayContaining([
        '## How data passes through',
        '## Where do I add',
        '## What must I not do',
      ]),
    )
  },
)
