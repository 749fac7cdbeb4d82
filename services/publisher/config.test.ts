import { expect, test } from 'vitest'
import { readPublisherConfig } from '#/publisher/config.ts'

test('a publisher needs brokers, and says so beside every other problem', () => {
  expect(readPublisherConfig({ KAFKA_BROKERS: 'a:1' }).bus.access.brokers).toEqual(['a:1'])
  expect(() => readPublisherConfig({ PORT: 'x', KAFKA_BROKERS: '' })).toThrow(
    /KAFKA_BROKERS[^]*PORT/,
  )
})
