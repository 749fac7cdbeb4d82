import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { engineCodeOf, insertFailed, queryFailed, withoutValues } from '#/warehouse/engine-error.ts'

describe('the engine’s code', () => {
  test.each([
    [{ clickhouseCode: 60 }, 60],
    [{ code: '241', type: 'MEMORY_LIMIT_EXCEEDED' }, 241],
    [new Error('Code: 47. DB::Exception: Unknown'), 47],
    [new Error('stream', { cause: { clickhouseCode: 395 } }), 395],
    [{ code: 'CHDB_CONNECTION' }, 0],
    ['text', 0],
    [undefined, 0],
  ])('is read from %o', (error, code) => {
    expect(engineCodeOf(error)).toBe(code)
  })
})

describe('a message', () => {
  test.each([
    ["Cannot parse string '张三' as UInt8", "Cannot parse string '…' as UInt8"],
    ["a 'it\\'s' b 'x''y' c", "a '…' b '…' c"],
    [
      "Checksum doesn't match: corrupted data of '张三', and it won't help",
      "Checksum doesn’t match: corrupted data of '…', and it won’t help",
    ],
    ["open 'quote to the end 张三", 'open'],
    ['Column "name" of 440106199001011234', 'Column "…" of #'],
    ['Unknown table x In scope SELECT 张三', 'Unknown table x'],
  ])('loses its values: %s', (message, expected) => {
    expect(withoutValues(message)).toBe(expected)
  })

  test('never repeats a literal of the query, quoted or not', () => {
    const secret = fc.stringMatching(/^[a-z张李]{6,12}$/)
    fc.assert(
      fc.property(secret, fc.string(), fc.boolean(), (value, around, quoted) => {
        const said = quoted ? `'${value}'` : value
        const error = new Error(`Code: 1. DB::Exception: ${around} ${said} ${around}`)
        expect(queryFailed('who', error, `SELECT '${value}'`).message).not.toContain(value)
      }),
    )
  })

  test('of an insert keeps the kind, the row and the column, and nothing of the row', () => {
    const text =
      "Code: 27. DB::Exception: Cannot parse input: expected ',' before: '张三 440106': " +
      '(while reading the value of key ' +
      'payload): (at row 3)\n: While executing ParallelParsingBlockInputFormat. ' +
      '(CANNOT_PARSE_INPUT_ASSERTION_FAILED)'
    const error = insertFailed('insert:events_v2', new Error(text))
    expect(error.message).toBe(
      'insert:events_v2: CANNOT_PARSE_INPUT_ASSERTION_FAILED at row 3 in column payload',
    )
    expect([error.engineCode, error.cause]).toEqual([27, undefined])
  })

  test('of an insert over HTTP keeps the kind, which that driver cuts off the message', () => {
    const error = Object.assign(new Error('Cannot parse 张三: (at row 2)'), {
      code: '27',
      type: 'CANNOT_PARSE_INPUT',
    })
    expect(insertFailed('insert:events_v2', error).message).toBe(
      'insert:events_v2: CANNOT_PARSE_INPUT at row 2',
    )
  })
})
