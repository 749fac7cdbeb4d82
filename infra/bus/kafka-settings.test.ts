import { expect, test } from 'vitest'
import { readBusAccess } from '#/bus/kafka-settings.ts'

test('brokers alone are enough', () => {
  expect(readBusAccess({ KAFKA_BROKERS: 'a:9092,b:9092' })).toEqual({
    brokers: ['a:9092', 'b:9092'],
    prefix: '',
    tls: false,
  })
})

test('access with a name and a password', () => {
  const env = {
    KAFKA_BROKERS: 'a:9093',
    KAFKA_PREFIX: 'trial.',
    KAFKA_TLS: 'true',
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: 'jianwei',
    KAFKA_SASL_PASSWORD: 'secret',
  }
  const sasl = { mechanism: 'scram-sha-512', username: 'jianwei', password: 'secret' }
  expect(readBusAccess(env)).toEqual({ brokers: ['a:9093'], prefix: 'trial.', tls: true, sasl })
})

test.each([
  [{}, 'KAFKA_BROKERS'],
  [{ KAFKA_BROKERS: 'no-port' }, 'KAFKA_BROKERS'],
  [{ KAFKA_BROKERS: 'a:1', KAFKA_TLS: 'maybe' }, 'KAFKA_TLS'],
  [{ KAFKA_BROKERS: 'a:1', KAFKA_PREFIX: 'a b' }, 'KAFKA_PREFIX'],
  [{ KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_PASSWORD: 'secret' }, 'KAFKA_SASL_USERNAME'],
])('what is wrong is named without its value', (env, variable) => {
  expect(() => readBusAccess(env)).toThrow(variable)
  for (const value of ['no-port', 'maybe', 'a b', 'secret']) expect(() => readBusAccess(env)).not.toThrow(value)
})
