import { basename, dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { speedLimitsIn } from '#/architecture/speed-limits.ts'
import {
  consoleFilesEndingIn,
  filesEndingIn,
  importsOf,
  isTestCode,
  readSource,
  withoutComments,
} from '#/support/source-tree.ts'

const LINES_MAX = 500
const COLUMNS_MAX = 100
const BANNED_NAMES = new Set([
  'index',
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'misc',
  'shared',
  'types',
])
/**
 * What may stand between the name and `.ts`; anything else is a test that no runner picks up. The
 * property tests of rules look for `arbitrary`.
 */
const KNOWN_SUFFIXES = new Set(['arbitrary', 'test', 'contract', 'config', 'd'])
/** Suffixes that another runner picks up, in its own folder. */
const SUFFIX_OF_FOLDER: Readonly<Record<string, string>> = {
  'tests/browser': 'browser',
  'tests/containers': 'containers',
  'tests/faults': 'faults',
  'tests/kafka': 'kafka',
  'tests/kurrent': 'kurrent',
}
/**
 * Adapters, by the port they adapt: each needs a test that runs the contract on it, among those of
 * its runner.
 */
const ADAPTERS = new RegExp(
  String.raw`^infra/(?:log/[^/]+-(?:log|quarantine|checkpoint-store)|` +
    String.raw`warehouse/[^/]+-warehouse|bus/[^/]+-bus)\.ts$`,
)
const CONTRACT_TESTS = /^tests\/(?:contracts\/.+\.test|kafka\/.+\.kafka)\.ts$/
const CONFIGURATIONS = ['', 'browser.', 'containers.', 'faults.', 'kafka.', 'kurrent.'].map(
  (runner) => `vitest.${runner}config.ts`,
)
/**
 * They show what is looked for, measure, keep to a rate, or go on for a time that was asked for; a
 * department stops waiting for an answer and asks again; a broker is fetched and started.
 */
const MAY_MEASURE = new RegExp(
  `^(?:${[
    String.raw`tests/architecture/tidy\.test\.ts$`,
    'tests/bench/',
    String.raw`tests/faults/services-under-faults\.faults\.ts$`,
    String.raw`tests/support/runner/running-tests\.ts$`,
    String.raw`tests/support/faults/report-ways\.ts$`,
    String.raw`tests/support/kafka/(?:broker-jars|maven-broker)\.ts$`,
    String.raw`tools/simulation/(?!.*\.test\.ts$)`,
    String.raw`tools/attack/attack\.ts$`,
  ].join('|')})`,
)
/** The line on which a test or a group of tests begins, with its title. */
const TITLE_LINE = /^\s*(?:(?:test|it|describe)\b.*|[\])]+)\(['"`]/
/** The formatter leaves it on one line, and a module's name cannot be broken. */
const IMPORT_LINE = /^import (?:type )?(?:\* as \w+|\{ \w+ \}) from '[^']+'$/
/** The warehouse keeps a checksum of their statements, with all blanks; comments do not count. */
const TABLE_FILE = /^projections\/[^/]+\/table\.sql$/
const GENERATED_SQL = /^tests\/golden\/.*\.sql$/
/** The rings whose answers must come out the same on every replay. */
const PURE_RINGS = /^(?:events|projections)\//

const ENDINGS = ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.sql']
const files = [...filesEndingIn(...ENDINGS), ...consoleFilesEndingIn(...ENDINGS)]
const code = files.filter((path) => !path.endsWith('.sql'))

test('the check sees files', () => {
  expect(code.length).toBeGreaterThan(50)
})

describe('names', () => {
  test('say what is inside: no index, utils, helpers …', () => {
    const banned = files.filter((path) => BANNED_NAMES.has(basename(path).split('.')[0] ?? ''))
    expect(banned, 'name the file for the one thing it holds').toEqual([])
  })

  test('are kebab-case', () => {
    const odd = files.filter(
      (path) => !path.split('/').every((part) => /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(part)),
    )
    expect(odd, 'write names in lower case with hyphens').toEqual([])
  })

  test('have a suffix that some runner picks up', () => {
    const unknown = code.filter((path) => {
      const parts = basename(path).split('.')
      const suffix = parts.at(-2) ?? ''
      return (
        parts.length > 2 &&
        !KNOWN_SUFFIXES.has(suffix) &&
        SUFFIX_OF_FOLDER[dirname(path)] !== suffix
      )
    })
    expect(unknown, 'tests end in .test.ts, contracts in .contract.ts').toEqual([])
    const parked = filesEndingIn('').filter(
      (path) => /\.(?:spec|test)\b/.test(path) && !path.endsWith('.test.ts'),
    )
    expect(parked, 'a test that is not called x.test.ts never runs: rename or remove it').toEqual(
      [],
    )
  })
})

test(`no file is longer than ${LINES_MAX} lines`, () => {
  const long = files
    // Statements as the engine writes them, a column a line.
    .filter((path) => !GENERATED_SQL.test(path))
    .map((path) => ({ path, lines: readSource(path).text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > LINES_MAX)
    .map(({ path, lines }) => `${path} has ${lines} lines`)
  expect(long, 'find the second thing in the file and give it a file of its own').toEqual([])
})

describe(`no line is longer than ${COLUMNS_MAX} columns`, () => {
  test.each([
    ['code', 'services/a.ts', `const text = '${'word '.repeat(20)}'`],
    ['a comment', 'services/a.ts', `// ${'word '.repeat(20)}`],
    ['a comment in a table file', 'projections/a/table.sql', `-- ${'word '.repeat(20)}`],
  ])('%s would be seen', (_what, path, line) => {
    expect(tooLong(path, line)).toBe(true)
  })

  test.each([
    [
      'the title of a test, where the test opens',
      'a.test.ts',
      `  test('${'word '.repeat(20)}', () => {`,
    ],
    ['an import of one module', 'a.ts', `import type { A } from '${'deep/'.repeat(20)}a.js'`],
    ['a statement of a table file', 'projections/a/table.sql', `SELECT ${'a_column, '.repeat(10)}`],
    [
      'a statement that is compared with',
      'tests/golden/a.sql',
      `SELECT ${'a_column, '.repeat(10)}`,
    ],
  ])('but %s may be', (_what, path, line) => {
    expect(line.length).toBeGreaterThan(COLUMNS_MAX)
    expect(tooLong(path, line)).toBe(false)
  })

  test('so none is', () => {
    const long = files.flatMap((path) =>
      readSource(path)
        .text.split('\n')
        .flatMap((line, index) => (tooLong(path, line) ? [`${path}:${index + 1}`] : [])),
    )
    expect(long, 'break strings at a word, statements at a clause, comments anywhere').toEqual([])
  })
})

test('every adapter is held to the contract of its port', () => {
  const adapters = code.filter((path) => ADAPTERS.test(path))
  const held = new Set(
    code
      .filter((path) => CONTRACT_TESTS.test(path))
      .flatMap((path) => importsOf(readSource(path)).map(({ file }) => file)),
  )
  expect(adapters.length).toBeGreaterThan(0)
  expect(
    adapters.filter((path) => !held.has(path)),
    'write a tests/contracts/<port>.<adapter>.test.ts that runs the contract on it',
  ).toEqual([])
})

test('no test is focused, skipped without a condition, or left for later', () => {
  const parked = code
    .filter((path) => /\.(?:test|contract|faults|kafka|kurrent)\.ts$/.test(path))
    .filter((path) =>
      /\b(?:test|it|describe)\.(?:only|todo|skip)\(/.test(withoutComments(readSource(path).text)),
    )
  expect(parked, 'run it, skip it openly, with skipIf and a reason, or remove it').toEqual([])
})

test('no unfinished work is marked', () => {
  const marked = code.filter(
    (path) => !isTestCode(path) && /\b(?:TODO|FIXME|XXX)\b/.test(readSource(path).text),
  )
  expect(marked, 'finish it, or file it as an issue').toEqual([])
})

test('nothing in events and projections reads the clock or chance', () => {
  const calls = /(?:Date|performance)\.now|Math\.random|randomUUID|getRandomValues/
  const impure = new RegExp(String.raw`\b(?:(?:${calls.source})\(|new Date\(\)|process\.)`)
  const reading = code.filter(
    (path) =>
      PURE_RINGS.test(path) &&
      !isTestCode(path) &&
      impure.test(withoutComments(readSource(path).text)),
  )
  expect(reading, 'take the time or the random source as an argument').toEqual([])
})

describe('no test depends on how fast the machine is', () => {
  test.each([
    ['expect(performance.now() - started).toBeLessThan(1_000)'],
    ['while (Date.now() < deadline) await sleep(10)'],
    ["test('late', async () => {\n  await work()\n}, 60_000)"],
    ["test(\n  'late',\n  async () => {\n  },\n  TIMEOUT_MS,\n)"],
    ["test('late', { timeout: 60_000 }, async () => {})"],
    ['await expect.poll(look, { timeout: 5_000 }).toBe(1)'],
    ["await vi.waitFor(() => expect(handled).toEqual(['a']), 30_000)"],
    ['vi.setConfig({ testTimeout: 90_000 })'],
    ['const signal = AbortSignal.timeout(30_000)'],
  ])('%j would be seen', (text) => {
    expect(speedLimitsIn(text)).not.toEqual([])
  })

  test('and a limit against a hang is none', () => {
    expect(
      speedLimitsIn("test('a', async () => {\n}, HANG_MS * RUNS)\nAbortSignal.timeout(HANG_MS)"),
    ).toEqual([])
  })

  test('so no test has one', () => {
    const tests = code.filter((path) => isTestCode(path) && !MAY_MEASURE.test(path))
    const limited = [...tests, ...CONFIGURATIONS].flatMap((path) =>
      speedLimitsIn(readSource(path).text).map((found) => `${path}: ${found}`),
    )
    expect(
      limited,
      'wait for the condition; HANG_MS of tests/support/hang.ts is the only limit',
    ).toEqual([])
  })
})

/** Whether a line is too long and could be broken. */
function tooLong(path: string, line: string): boolean {
  if (line.length <= COLUMNS_MAX || GENERATED_SQL.test(path)) return false
  if (TITLE_LINE.test(line) || IMPORT_LINE.test(line)) return false
  return !(TABLE_FILE.test(path) && !line.startsWith('--'))
}
