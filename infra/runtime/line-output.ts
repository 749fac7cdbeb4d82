import { fstatSync, writeSync } from 'node:fs'

/** What lines are written to: `process.stderr`, `process.stdout`. */
export interface OutputStream {
  readonly fd?: number
  write(text: string): unknown
}

/**
 * Takes lines for a stream that may not take them: a log file on a disk that is full must not end the program, and must go on when
 * there is room. Node destroys the stream of a file at its first failure, so files are written to directly. Lines that are lost
 * are counted, and the first that can be written again says so.
 */
export function lineOutput(stream: OutputStream, write: (fd: number, text: string) => unknown = writeSync) {
  let lost = 0
  const fd = stream.fd
  if (fd === undefined || !isFile(fd)) return (line: string): void => void stream.write(line)
  return (line: string): void => {
    try {
      write(
        fd,
        lost === 0 ? line : `${JSON.stringify({ level: 'warn', message: 'log lines were lost', lost })}\n${line}`,
      )
      lost = 0
    } catch {
      lost += 1
    }
  }
}

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile()
  } catch {
    // What cannot be looked at is left to the stream.
    return false
  }
}
