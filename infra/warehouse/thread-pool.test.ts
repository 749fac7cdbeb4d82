import { expect, test } from 'vitest'
import { assertEnoughThreads, libuvThreads } from '#/warehouse/thread-pool.ts'

test.each([
  [{}, 4],
  [{ UV_THREADPOOL_SIZE: '16' }, 16],
  [{ UV_THREADPOOL_SIZE: 'many' }, 4],
  [{ UV_THREADPOOL_SIZE: '0' }, 1],
  [{ UV_THREADPOOL_SIZE: '5000' }, 1024],
])('libuv makes the threads that %o asks for', (env, threads) => {
  expect(libuvThreads(env)).toBe(threads)
})

test('a warehouse is refused when its connections would take every thread, and told what to set', () => {
  expect(() => assertEnoughThreads(6, { UV_THREADPOOL_SIZE: '8' })).not.toThrow()
  expect(() => assertEnoughThreads(6, { UV_THREADPOOL_SIZE: '7' })).toThrow(
    /UV_THREADPOOL_SIZE is 7.*at least 8/,
  )
  expect(() => assertEnoughThreads(6, {})).toThrow(RangeError)
})
