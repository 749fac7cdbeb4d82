import { expect, test } from 'vitest'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import { LogRefused } from '@jianwei/infra/log/kurrent/client-failure.ts'
import { wayOut } from '#/composition/way-out.ts'
import { LeaseLost } from '#/lifecycle/lease.ts'

test.each([
  [new LogRefused('access denied'), /npx jianwei doctor/],
  [new LeaseLost('lease-projector'), /starts this one again/],
  [new EventUnreadable('position 7', 'no type'), /newer version/],
  [
    Object.assign(new Error('listen'), {
      syscall: 'listen',
      code: 'EACCES',
      address: '::',
      port: 1,
    }),
    /PORT to one above 1023/,
  ],
  [new TypeError('x is not a function'), /a fault of the program/],
])('what to do about %s', (error, way) => {
  expect(wayOut(error)).toMatch(way)
})
