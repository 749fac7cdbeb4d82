import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BusMessage } from '@jianwei/events/ports/message-bus.ts'
import { deadLetter, originalOfDeadLetter } from '#/intake/dead-letter.ts'
import { keptMessage, partsOfKeptMessage } from '#/intake/kept-message.ts'

const bytes = fc.uint8Array({ maxLength: 50 }).map((array) => Buffer.from(array))
const message: fc.Arbitrary<BusMessage> = fc.record({
  topic: fc.constant('regulation.credit'),
  partition: fc.nat(),
  offset: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  timestamp_ms: fc.nat(),
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.array(fc.tuple(fc.string(), bytes)),
})

test('a kept message gives back every byte of key, headers and value, and tells none from empty', () => {
  fc.assert(
    fc.property(message, ({ key, value, headers, ...place }) => {
      const parts = partsOfKeptMessage(keptMessage({ key, value, headers }))
      expect({ ...place, ...parts }).toEqual({ ...place, key, value, headers })
    }),
  )
})

test('a dead letter leads back to the message as it was, also after it was refused a second time', () => {
  fc.assert(
    fc.property(message, fc.nat(), (original, offset) => {
      const reasons = [{ code: 'FIELD_MISSING', path: 'data.x', message: '' }]
      const letter = { ...original, ...deadLetter(original, reasons), offset }
      const back = originalOfDeadLetter(letter)
      const headers = original.headers.filter(([name]) => !name.startsWith('dlq-'))
      expect(back).toEqual({ ...original, headers })
      expect(deadLetter(back!, reasons)).toEqual(deadLetter(original, reasons))
    }),
  )
})

test('a message that nobody put among the dead letters has no original', () => {
  const stray = {
    topic: 'regulation.credit.dlq',
    partition: 0,
    offset: 0,
    timestamp_ms: 0,
    key: null,
    value: null,
  }
  expect(originalOfDeadLetter({ ...stray, headers: [] })).toBeUndefined()
  const elsewhere = [['dlq-topic', Buffer.from('regulation.sensing')]] as const
  expect(originalOfDeadLetter({ ...stray, headers: elsewhere })).toBeUndefined()
})
