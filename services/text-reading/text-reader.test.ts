import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { TextReader } from '#/text-reading/text-reader.ts'
import {
  readYaml,
  YAML_CHARACTERS_MAX,
  YAML_DEPTH_MAX,
  YAML_VALUES_MAX,
} from '#/text-reading/yaml-text.ts'

const content = (text: string) => ({ wanted: 'content', text }) as const
const COMMAS = `[${','.repeat(YAML_CHARACTERS_MAX - 1)}`
const message = (answer: {
  readonly ok: boolean
  readonly problems?: readonly { readonly message: string }[]
}) => answer.problems?.map((problem) => problem.message).join()

test('while a dear text is read, the loop goes on', async () => {
  const reader = new TextReader()
  const state = { isRead: false }
  let turns = 0
  const reading = reader.read(content(COMMAS)).finally(() => (state.isRead = true))
  for (; !state.isRead; turns++) await nextTurn()
  expect(message(await reading)).toContain('Unexpected , in flow sequence')
  expect(turns, 'turns of the loop meanwhile').toBeGreaterThan(100)
})

test('a text that takes too long is stopped, and the next one is read by a new thread', async () => {
  const reader = new TextReader({ reading_ms_max: 10 })
  const [dear, second] = await Promise.all([
    reader.read(content(COMMAS)),
    reader.read(content(COMMAS)),
  ])
  expect([dear, second].map(message)).toEqual(
    Array.from({ length: 2 }, () => 'reading the text takes too long: it was stopped'),
  )
  const patient = new TextReader()
  expect(
    await Promise.all(['a: 1', '[2]', '*x'].map((text) => patient.read(content(text)))),
  ).toEqual([
    { ok: true, value: { a: 1 } },
    { ok: true, value: [2] },
    {
      ok: false,
      why: 'unreadable',
      problems: [{ path: '', message: expect.stringContaining('x') }],
    },
  ])
})

test('more texts than may wait are refused for now', async () => {
  const reader = new TextReader({ waiting_max: 2 })
  const taken = [reader.read(content('1')), reader.read(content('2'))]
  await expect(reader.read(content('3'))).rejects.toMatchObject({
    code: 'TEXTS_BUSY',
    retryable: true,
  })
  expect(await Promise.all(taken)).toEqual([
    { ok: true, value: 1 },
    { ok: true, value: 2 },
  ])
})

test.each([
  ['keys that are lists or maps', '? '.repeat(500)],
  ['an alias that names nothing', '*x'],
  [
    'a map that is deeper than it may be',
    `${'{a: '.repeat(YAML_DEPTH_MAX)}{}${'}'.repeat(YAML_DEPTH_MAX)}`,
  ],
  ['aliases that repeat each other', repeated(40)],
  ['more values than it may hold', `[${'1,'.repeat(YAML_VALUES_MAX)}]`],
  ['a date of YAML 1.1', '%YAML 1.1\n---\nday: 2026-03-01\n'],
  ['a tag that nobody knows', '!!js/function x: [ !unknown'],
  ['nothing that ends', '['.repeat(60_000)],
])('%s are problems of the text, never an exception', (_what, text) => {
  const read = readYaml(text)
  // Whether it lies at one place in the text depends on the problem.
  const problem = expect.objectContaining({ path: '', message: expect.stringMatching(/./) })
  expect(read).toEqual({ ok: false, problems: [problem] })
})

/** Each list names the one before it eleven times. */
function repeated(lists: number): string {
  const rest = Array.from({ length: lists }, (_, at) => `- &a${at + 1} [${`*a${at},`.repeat(11)}]`)
  return ['- &a0 [x]', ...rest].join('\n')
}
