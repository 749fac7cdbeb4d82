import { expect, test } from 'vitest'
import { complaintIn, FailureTeller, warningTeller } from '#/telemetry/failure-teller.ts'

const MINUTE = 60_000

function teller() {
  const told: string[] = []
  let now = 0
  const failures = new FailureTeller({ failed: ({ reason }) => told.push(reason) }, () => now)
  return { told, failures, pass: (ms: number) => void (now += ms) }
}

test('that deliveries fail is said once while they go on failing, and each is counted', () => {
  const { told, failures, pass } = teller()
  for (let at = 0; at < 100; at++) {
    failures.failed('no answer')
    pass(9 * MINUTE)
  }
  expect([told, failures.count]).toEqual([['no answer'], 100])
})

test('after ten quiet minutes it is news again', () => {
  const { told, failures, pass } = teller()
  failures.failed('one')
  pass(10 * MINUTE)
  failures.failed('two')
  expect(told).toEqual(['one', 'two'])
})

test('an error is told by its code and message, without its stack', () => {
  const { told, failures } = teller()
  const error = {
    code: 'ECONNREFUSED',
    name: 'Error',
    message: 'connect',
    stack: 'at …'.repeat(99),
  }
  failures.failed(JSON.stringify(error))
  expect(told).toEqual(['ECONNREFUSED Error connect'])
})

test('a complaint is what is said in words, with the part of the SDK that says it', () => {
  const said = ['OTLPExportDelegate', 'could not read the answer', new Error('too short'), [1, 2]]
  expect(complaintIn(said)).toBe('OTLPExportDelegate: could not read the answer: too short')
})

test('a warning is said once', () => {
  const told: string[] = []
  const warn = warningTeller({ warned: ({ detail }) => told.push(detail) })
  for (const message of ['one', 'two', 'one']) warn(message)
  expect(told).toEqual(['one', 'two'])
})
