import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { inLanguage } from '@jianwei/services/language/translation.ts'
import { toldSentences } from '#/support/told-sentences.ts'

const PROJECT = fileURLToPath(new URL('../../', import.meta.url))

/** Where it is said why something that people sent or asked is refused. */
const TELLING = ['events', 'services']
/** Told to whoever runs the program at its start and in its log; the console has its own words. */
const OF_OTHERS = [
  'services/composition',
  'services/lifecycle',
  'services/publisher',
  'services/start-checks',
  'services/web',
]

/** Faults of the program itself, and parts of sentences that are looked up whole. */
const NOT_TOLD = new Set([
  'q version q at position q',
  'an event of the log',
  'it is no object',
  'unfit envelope fields: q',
  'the record of an import',
  'a kept message',
  'checkpoint q',
  'expected points of growing positions whose times never go back',
  'q is q',
  'q, and this one is q',
  'q (`q#2` is the second)',
])

test('whatever is refused is told in Chinese too: the catalogues have each sentence', () => {
  const files = readdirSync(PROJECT, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      TELLING.some((place) => file.startsWith(`${place}/`)) &&
      !OF_OTHERS.some((place) => file.startsWith(`${place}/`)) &&
      file.endsWith('.ts') &&
      !file.endsWith('.test.ts'),
  )
  const told = files.flatMap((file) => toldSentences(PROJECT + file))
  expect(told.length).toBeGreaterThan(200)
  const english = told
    .filter(({ text }) => !/\p{Script=Han}/u.test(inLanguage(text, 'zh').replace(/5万元/u, '')))
    .filter(({ text }) => !NOT_TOLD.has(text))
  const lacking = english.map(({ file, text }) => `${file.slice(PROJECT.length)}: ${text}`)
  expect(lacking, 'write the Chinese sentence into services/language/zh').toEqual([])
})
