import { expect, test } from 'vitest'
import { checkBrokers, type BrokerQuestions } from '#/bus/broker-check.ts'

const options = {
  address: 'kafka:9092',
  username: 'jianwei',
  tls: true,
  topics: ['a', 'b'],
  group: 'intake',
}

function failing(type: string, name = 'KafkaJSProtocolError'): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(type), { name, type }))
}

function asked(answers: Partial<BrokerQuestions>): BrokerQuestions {
  return {
    brokers: async () => 3,
    existing: async () => ['a'],
    tryCreating: async () => {},
    ends: async () => {},
    groupOffsets: async () => {},
    produce: async () => {},
    ...answers,
  }
}

test('where everything is granted nothing has to be done', async () => {
  const found = await checkBrokers(asked({}), options)
  expect(found.map(({ came }) => came)).toEqual([
    '3 brokers',
    'the connection has it',
    '1 of 2 will be made',
    'granted',
    'granted',
    'granted',
  ])
  expect(found.every(({ verdict, mend }) => verdict === 'fine' && mend === null)).toBe(true)
})

test.each<[Partial<BrokerQuestions>, string, RegExp]>([
  [{ brokers: failing('', 'KafkaJSSASLAuthenticationError') }, 'missing', /KAFKA_SASL_PASSWORD/],
  [{ brokers: failing('self-signed certificate') }, 'missing', /NODE_EXTRA_CA_CERTS/],
  [{ brokers: failing('connect ECONNREFUSED') }, 'away', /KAFKA_BROKERS/],
  [{ tryCreating: failing('TOPIC_AUTHORIZATION_FAILED') }, 'missing', /User:jianwei .*Create/],
  [{ tryCreating: failing('CLUSTER_AUTHORIZATION_FAILED') }, 'missing', /IdempotentWrite/],
  [{ tryCreating: failing('INVALID_REPLICATION_FACTOR') }, 'missing', /KAFKA_TOPIC_REPLICAS/],
  [{ groupOffsets: failing('GROUP_AUTHORIZATION_FAILED') }, 'missing', /group intake/],
  [{ ends: failing('TOPIC_AUTHORIZATION_FAILED') }, 'missing', /Read, Write/],
])('what the brokers refuse is named with its way out: %o', async (answers, verdict, mend) => {
  const found = await checkBrokers(asked(answers), options)
  expect(found.filter((one) => one.verdict === verdict)).toEqual([
    expect.objectContaining({ engine: 'kafka', mend: expect.stringMatching(mend) }),
  ])
})

test('of topics that are made together the first failure is told', async () => {
  const errors = [Object.assign(new Error('no'), { type: 'TOPIC_AUTHORIZATION_FAILED' })]
  const aggregate = Object.assign(new Error('Topic creation errors'), { errors })
  const found = await checkBrokers(asked({ tryCreating: () => Promise.reject(aggregate) }), options)
  expect(found.find(({ verdict }) => verdict === 'missing')?.came).toBe(
    'the broker says TOPIC_AUTHORIZATION_FAILED',
  )
})
