import { expect, test } from 'vitest'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { traceOf } from '#/http/error-trace.ts'

test.each([
  ['a parser', () => JSON.parse('{"张三": 11010519491231002X')],
  [
    'a message with lines like frames',
    () => Promise.reject(new TypeError('x\n    at 张三 (secret:1:1)\n    at 张三')),
  ],
  ['a cause', () => Promise.reject(new Error('张三', { cause: new SyntaxError('张三') }))],
  ['an engine', () => Promise.reject(new WarehouseError('张三', 6, { retryable: false }))],
])('of %s nothing is told but the kind and the lines of code', async (_who, fail) => {
  const error: unknown = await Promise.resolve()
    .then(fail)
    .then(undefined, (reason: unknown) => reason)
  const trace = traceOf(error)
  expect(JSON.stringify(trace)).not.toMatch(/张三|secret|1101051949/)
  expect(trace).toMatchObject({
    name: expect.any(String),
    stack: expect.stringContaining('error-trace.test.ts'),
  })
})

test('a log that cannot be written says why: that is of the machine', () => {
  expect(traceOf(new LogUnavailable('disk full'))).toMatchObject({
    code: 'LOG_UNAVAILABLE',
    message: expect.stringContaining('disk full'),
  })
})
