import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import { BATCH_EVENTS_MAX, elementTexts, readBatch } from '#/intake/batch-mode.ts'
import { EVENT_VALUES_MAX } from '#/intake/json-text.ts'

const NOT_AFTER = '2027-01-01T00:00:00.000Z' as Instant

test('the elements of a batch are found exactly as they were written', () => {
  expect(elementTexts(' [ {"a": "]},["},\n 1.0 , "x\\"," , [1,[2]] ] ')).toEqual([
    '{"a": "]},["}',
    '1.0',
    '"x\\","',
    '[1,[2]]',
  ])
  expect(elementTexts('[]')).toEqual([])
  expect(elementTexts('[ ]')).toEqual([])
})

test('each element is the text of its value', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2), (values, indent) => {
      const text = JSON.stringify(values, undefined, indent)
      expect(elementTexts(text).map((element) => JSON.parse(element) as unknown)).toEqual(
        JSON.parse(text),
      )
    }),
  )
})

test('a list that is too long is refused before it is parsed, and the longest is read with turns for others', async () => {
  const codes = async (text: string) => {
    const read = await readBatch(Buffer.from(text), NOT_AFTER)
    return 'reasons' in read ? read.reasons.map(({ code }) => code) : read.length
  }
  expect(await codes(`[${'{},'.repeat(BATCH_EVENTS_MAX)}{}]`)).toEqual(['BATCH_TOO_LONG'])
  expect(await codes(`[${'{},'.repeat(BATCH_EVENTS_MAX)}`)).toEqual(['BATCH_TOO_LONG'])
  expect(await codes(`["${'\\",'.repeat(BATCH_EVENTS_MAX)}`)).toEqual(['JSON_MALFORMED'])
  let turns = 0
  setImmediate(() => void (turns += 1))
  expect(await codes(`[${'{"a":1},'.repeat(BATCH_EVENTS_MAX - 1)}{}]`)).toBe(BATCH_EVENTS_MAX)
  expect(turns).toBe(1)
})

test('an event of very many values is refused', async () => {
  const read = await readBatch(
    Buffer.from(`[{"data":[${'1,'.repeat(EVENT_VALUES_MAX + 1)}1]}]`),
    NOT_AFTER,
  )
  expect(read).toMatchObject([
    { reading: { ok: false, reasons: [{ code: 'JSON_TOO_MANY_VALUES' }] } },
  ])
  const text = await readBatch(
    Buffer.from(`[{"data":"${','.repeat(EVENT_VALUES_MAX * 2)}"}]`),
    NOT_AFTER,
  )
  expect(JSON.stringify(text)).not.toContain('JSON_TOO_MANY_VALUES')
})
