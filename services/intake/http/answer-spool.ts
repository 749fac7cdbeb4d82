import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Many clients send their whole request before they read a byte of the answer. Were the answer to a
 * stream held back then, both sides would wait for ever. So the answer runs ahead of its reader: a
 * little in memory, the rest in a temporary file, and only at the file's limit the stream is slowed
 * down.
 */

export interface SpoolLimits {
  readonly memory_bytes_max: number
  readonly disk_bytes_max: number
  /** Of all answers together; what is beyond it waits for its own reader. */
  readonly disk_bytes_of_all_max?: number
}

/** What the files of all answers take at one time. */
export const SPOOLS_DISK_BYTES_MAX = 4 * 1024 * 1024 * 1024

let diskBytesOfAll = 0

/** About ten million lines of answer. */
export const ANSWER_SPOOL_LIMITS: SpoolLimits = {
  memory_bytes_max: 1024 * 1024,
  disk_bytes_max: 1024 * 1024 * 1024,
}

const READ_BYTES = 256 * 1024

/**
 * The same bytes in the same order. `texts` is read as fast as it gives, not as fast as the result
 * is read.
 */
export async function* spooled(
  texts: AsyncIterable<string>,
  limits: SpoolLimits,
): AsyncGenerator<Buffer> {
  using spool = openSpool(limits)
  const room = signal()
  const more = signal()
  const state = { ended: false }
  let failure: unknown
  const filling = fill().catch((error: unknown) => {
    failure = error
  })

  async function fill(): Promise<void> {
    try {
      for await (const text of texts) {
        while (spool.isFull() && !state.ended) await room.next()
        if (state.ended) return
        spool.push(Buffer.from(text))
        more.tell()
      }
    } finally {
      state.ended = true
      more.tell()
    }
  }

  try {
    for (;;) {
      const piece = spool.shift()
      if (piece !== undefined) {
        room.tell()
        yield piece
      } else if (state.ended) break
      else await more.next()
    }
    await filling
    if (failure !== undefined) throw failure
  } finally {
    // The reader may have gone away; what fills the spool then ends at its next text.
    state.ended = true
    room.tell()
  }
}

interface Spool extends Disposable {
  isFull(): boolean
  push(bytes: Buffer): void
  /** The oldest bytes; undefined when there are none. */
  shift(): Buffer | undefined
}

function openSpool(limits: SpoolLimits): Spool {
  const memory: Buffer[] = []
  let memoryBytes = 0
  let file: number | undefined
  let written = 0
  let read = 0
  const ofAllMax = limits.disk_bytes_of_all_max ?? SPOOLS_DISK_BYTES_MAX

  return {
    // What has nothing to be read is never full, so that it can be read and go on.
    isFull: () =>
      written - read >= limits.disk_bytes_max ||
      (diskBytesOfAll >= ofAllMax && memoryBytes + written - read > 0),
    push(bytes) {
      // What follows bytes in the file goes to the file as well, so that the order stays.
      if (written === read && memoryBytes < limits.memory_bytes_max) {
        memory.push(bytes)
        memoryBytes += bytes.length
        return
      }
      file ??= openFile()
      const more = writeSync(file, bytes, 0, bytes.length, written)
      written += more
      diskBytesOfAll += more
    },
    shift() {
      const first = memory.shift()
      if (first !== undefined) {
        memoryBytes -= first.length
        return first
      }
      if (file === undefined || written === read) return undefined
      const bytes = Buffer.alloc(Math.min(READ_BYTES, written - read))
      read += readSync(file, bytes, 0, bytes.length, read)
      if (read === written) {
        ftruncateSync(file)
        diskBytesOfAll -= written
        read = 0
        written = 0
      }
      return bytes
    },
    [Symbol.dispose]() {
      if (file === undefined) return
      closeSync(file)
      diskBytesOfAll -= written
    },
  }
}

/** Without a name from the start, so that nothing stays behind whatever becomes of the process. */
function openFile(): number {
  const folder = mkdtempSync(join(tmpdir(), 'jianwei-answer-'))
  const opened = openSync(join(folder, 'spool'), 'wx+', 0o600)
  rmSync(folder, { recursive: true })
  return opened
}

/** Wakes the one who waits; what nobody waited for is remembered until somebody does. */
function signal(): { tell(): void; next(): Promise<void> } {
  let { promise, resolve } = Promise.withResolvers<void>()
  return {
    tell() {
      resolve()
    },
    async next() {
      await promise
      ;({ promise, resolve } = Promise.withResolvers<void>())
    },
  }
}
