import { statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'

const IN_MEMORY = '/dev/shm'
/** Many times what the suite has on disk at once (150 MB). */
const FREE_BYTES_MIN = 2 * 1024 ** 3

/**
 * Where tests put their folders: in memory where the machine can spare it, else where it puts
 * temporary files. A warehouse writes thousands of small files and removes them at once, which a
 * disk's file system answers slower with each test.
 */
export function temporaryFolder(): string {
  return freeBytes(IN_MEMORY) >= FREE_BYTES_MIN && freemem() >= FREE_BYTES_MIN
    ? IN_MEMORY
    : tmpdir()
}

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize
  } catch {
    // There is no such place on other systems.
    return 0
  }
}
