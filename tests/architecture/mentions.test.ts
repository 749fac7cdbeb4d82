import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { anchorsOf, isThere, linksIn, mentionsIn } from '#/architecture/mentions.ts'
import { everyFile, readSource } from '#/support/source-tree.ts'

/** What an earlier program printed is kept as it was; examples of mentions are in the test. */
const NOT_OURS_TO_CHANGE = /^tests\/(?:kept-data\/\d|architecture\/mentions\.test\.ts$)/

const all = everyFile()
const files = new Set(all)
const texts = all.filter(
  (path) => /\.(?:md|ts|sql|ya?ml)$/.test(path) && !NOT_OURS_TO_CHANGE.test(path),
)

describe('a mention', () => {
  const there = new Set(['docs/clock.md', 'events/log/events.ts', 'events/log/README.md'])

  test.each([
    ['docs/a.md', 'as `clock.md` says', []],
    ['docs/a.md', 'as `clocks.md` says', ['clocks.md']],
    ['events/log/a.ts', '/** See `events.ts`. */', []],
    ['events/log/a.ts', '/** See `event.ts`. */', ['event.ts']],
    ['events/log/a.ts', "throw new Error('see docs/gone.md')", ['docs/gone.md']],
    ['events/log/a.ts', "const given = 'any.yaml'", []],
    ['events/log/table.sql', '-- docs/gone.md says why', ['docs/gone.md']],
    ['docs/a.md', 'in `events/log` and `events/logs`', ['events/logs']],
    ['rules.yaml', "source: 'domain.md R34'", ['domain.md']],
  ])('in %s: %j lacks %j', (path, text, absent) => {
    const names = mentionsIn(path, text).map(({ name }) => name)
    expect(names.filter((name) => !isThere(name, path, there))).toEqual(absent)
  })

  test('by the end of its path is one', () => {
    expect(isThere('log/events.ts', 'docs/a.md', there)).toBe(true)
    expect(isThere('og/events.ts', 'docs/a.md', there)).toBe(false)
  })
})

test('every file and folder that a document, a comment or a message names is there', () => {
  const mentions = texts.flatMap((path) =>
    mentionsIn(path, readSource(path).text).map((mention) => ({ path, ...mention })),
  )
  expect(mentions.length).toBeGreaterThan(300)
  const absent = mentions
    .filter(({ path, name }) => !isThere(name, path, files))
    .map(({ path, line, name }) => `${path}:${line} names ${name}`)
  expect(absent, 'name what is there, or say it in words').toEqual([])
})

test('every link of a document leads to a file and, where it names one, to a heading', () => {
  const broken = texts
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      linksIn(readSource(path).text)
        .filter(({ name }) => !leadsSomewhere(path, name))
        .map(({ line, name }) => `${path}:${line} links to ${name}`),
    )
  expect(broken).toEqual([])
})

function leadsSomewhere(from: string, link: string): boolean {
  const [target = '', anchor] = link.split('#')
  const path = target === '' ? from : join(dirname(from), target).replace(/\/$/, '')
  if (!isThere(path, 'README.md', files)) return false
  return anchor === undefined || anchorsOf(readSource(path).text).has(anchor)
}
