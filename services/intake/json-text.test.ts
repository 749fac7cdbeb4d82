import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NESTING_LEVELS_MAX } from '@jianwei/events/nesting.ts'
import { readJson } from '#/intake/json-text.ts'

function problemOf(text: string): string {
  const read = readJson(text)
  return read.ok ? 'none' : `${read.reason.code} ${read.reason.path}`.trim()
}

const deep = (opening: string, closing: string, levels: number): string =>
  `${opening.repeat(levels)}1${closing.repeat(levels)}`

describe('depth', () => {
  test.each([
    ['[', ']'],
    ['{"a":', '}'],
  ])('%s nests a hundred levels and no more', (opening, closing) => {
    expect(problemOf(deep(opening, closing, NESTING_LEVELS_MAX))).toBe('none')
    for (const levels of [NESTING_LEVELS_MAX + 1, 10_500, 1_000_000]) {
      expect(problemOf(deep(opening, closing, levels))).toBe('JSON_TOO_DEEP')
    }
  })

  test('brackets beside each other and inside of text are no depth', () => {
    expect(problemOf(`[${'[],'.repeat(500)}"${'[{'.repeat(500)}\\"["]`)).toBe('none')
  })

  test('what never closes is no JSON, however deep it is', () => {
    expect(problemOf('['.repeat(1_000_000))).toBe('JSON_MALFORMED')
    expect(problemOf('{"a":'.repeat(200_000))).toBe('JSON_MALFORMED')
  })
})

describe('a name that stands twice in one object', () => {
  test.each([
    ['{"id":1,"id":2}', 'JSON_NAME_REPEATED id'],
    ['{"id" : 1,\n"id"\t:2}', 'JSON_NAME_REPEATED id'],
    ['{"id":1,"\\u0069d":1}', 'JSON_NAME_REPEATED id'],
    ['{"data":{"a":[0,{"b":1,"c":"x","b":1}]}}', 'JSON_NAME_REPEATED data.a[1].b'],
    ['{"__proto__":1,"__proto__":2}', 'JSON_NAME_REPEATED __proto__'],
    ['{"a:b":":","x":"\\":"}', 'none'],
    ['{"a":{"a":{"a":[{"a":1},{"a":1}]}},"b":{"a":1}}', 'none'],
    ['["a","a"]', 'none'],
    ['{"a":"a","b":"b"}', 'none'],
    ['{"":1,"":2}', 'JSON_NAME_REPEATED [""]'],
  ])('%s: %s', (text, expected) => {
    expect(problemOf(text)).toBe(expected)
  })

  test('is found where the parser takes a name with a quote for one with a backslash that it has parsed before', () => {
    for (let n = 0; n < 3; n++) JSON.parse('{"\\"":1,"\\\\":2}')
    expect(problemOf('{"\\"":"","\\"" : null}')).toBe('JSON_NAME_REPEATED ["\\""]')
  })

  test('what JSON.stringify writes has none, and with one name more it has that one', () => {
    const value = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 })
    fc.assert(
      fc.property(value, fc.nat(), fc.constantFrom(0, 2), (object, pick, indent) => {
        const text = JSON.stringify(object, undefined, indent)
        expect(problemOf(text)).toBe('none')
        const names = Object.keys(object)
        const name = JSON.stringify(names[pick % names.length])
        expect(problemOf(text.replace(/\}\s*$/, () => `,${name} : null}`))).toMatch(
          /^JSON_NAME_REPEATED /,
        )
      }),
    )
  })
})
