/**
 * A chDB query runs on a libuv thread until it ends, and files, DNS, zlib and crypto share those
 * threads. With the default of 4, a few long queries stop every file read of the process for
 * seconds.
 */

/** Threads that stay free for files, DNS and compression while every connection is busy. */
export const SPARE_THREADS_MIN = 2

const LIBUV_THREADS_DEFAULT = 4
const LIBUV_THREADS_MAX = 1024

/** How many threads libuv makes, by the environment it reads when the first of them is needed. */
export function libuvThreads(env: Readonly<Record<string, string | undefined>>): number {
  const asked = Number.parseInt(env['UV_THREADPOOL_SIZE'] ?? '', 10)
  if (Number.isNaN(asked)) return LIBUV_THREADS_DEFAULT
  return Math.min(Math.max(asked, 1), LIBUV_THREADS_MAX)
}

/** Throws when the connections would take the threads that the rest of the process needs. */
export function assertEnoughThreads(
  connections: number,
  env: Readonly<Record<string, string | undefined>>,
): void {
  const needed = connections + SPARE_THREADS_MIN
  const threads = libuvThreads(env)
  if (threads >= needed) return
  throw new RangeError(
    `UV_THREADPOOL_SIZE is ${threads}, and a warehouse with ${connections} connections ` +
      `needs at least ${needed}: ` +
      'set it in the environment, or in the first line of the entry file, before anything ' +
      'reads a file asynchronously',
  )
}
