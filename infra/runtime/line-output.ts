import { fstatSync, writeSync } from 'node:fs'

/** What lines are written to: `process.stderr`, `process.stdout`. */
export interface OutputStream {
  readonly fd?: number
  /** Bytes that wait for a reader. */
  readonly writableLength?: number
  write(text: string | Uint8Array): unknown
  /** Failures of what queues. */
  on?(event: 'error', listener: (error: Error) => void): unknown
}

type Write = (fd: number, bytes: Uint8Array) => number

/** How long a reader that is behind is waited for, with the whole process, before lines queue. */
const READER_MS_MAX = 1_000
const LOOK_MS = 2

/**
 * Takes lines for a stream and hands them to the machine before it returns, so that a crash loses
 * none. A log file on a disk that is full must not end the program, and must go on when there is
 * room; a reader that does not read must not stop it.
 */
export function lineOutput(stream: OutputStream, write: Write = writeSync): (line: string) => void {
  const fd = stream.fd
  if (fd === undefined) return (line) => void stream.write(line)
  return isFile(fd) ? fileLines(fd, write) : pipedLines(stream, fd, write)
}

/**
 * Node destroys the stream of a file at its first failure, so files are written to directly. Lines
 * that are lost are counted, and the first that can be written again says so.
 */
function fileLines(fd: number, write: Write): (line: string) => void {
  let lost = 0
  let isTorn = false
  return (line) => {
    const note = JSON.stringify({ level: 'warn', message: 'log lines were lost', lost })
    const bytes = Buffer.from(`${isTorn ? '\n' : ''}${lost === 0 ? '' : `${note}\n`}${line}`)
    try {
      isTorn = write(fd, bytes) < bytes.length
      lost = isTorn ? lost + 1 : 0
    } catch {
      lost += 1
    }
  }
}

/**
 * A pipe or a terminal takes bytes while there is room in it. What it does not take in time queues
 * in the stream, and later lines behind it, until there is a reader again.
 */
function pipedLines(stream: OutputStream, fd: number, write: Write): (line: string) => void {
  // A reader that is gone for good must not end the program: its lines have nowhere to go.
  stream.on?.('error', () => {})
  return (line) => {
    const isBehind = (stream.writableLength ?? 0) > 0
    const left = isBehind ? Buffer.from(line) : untaken(Buffer.from(line), fd, write)
    if (left.length > 0) stream.write(left)
  }
}

function untaken(bytes: Uint8Array, fd: number, write: Write): Uint8Array {
  const until = performance.now() + READER_MS_MAX
  let left = bytes
  while (left.length > 0) {
    try {
      left = left.subarray(write(fd, left))
    } catch (error) {
      // What else is wrong with it, the stream finds as well and tells.
      if (!isFull(error) || performance.now() > until) return left
      Atomics.wait(NEVER_WOKEN, 0, 0, LOOK_MS)
    }
  }
  return left
}

const NEVER_WOKEN = new Int32Array(new SharedArrayBuffer(4))

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN'
}

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile()
  } catch {
    // What cannot be looked at is left to the stream.
    return false
  }
}
