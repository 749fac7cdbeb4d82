import { closeSync, openSync, writeSync } from 'node:fs'
import type { TruthRecord } from './truth.ts'

export interface TruthFile extends Disposable {
  write(record: TruthRecord): void
}

const BUFFER_CHARACTERS = 64 * 1024

/**
 * Written at once when the buffer is full, so that the truth cannot pile up behind the stream it
 * speaks of.
 */
export function openTruthFile(file: string): TruthFile {
  const descriptor = openSync(file, 'w')
  let buffered = ''
  const flush = (): void => {
    writeAll(descriptor, Buffer.from(buffered))
    buffered = ''
  }
  return {
    write(record) {
      buffered += `${JSON.stringify(record)}\n`
      if (buffered.length >= BUFFER_CHARACTERS) flush()
    },
    [Symbol.dispose]() {
      flush()
      closeSync(descriptor)
    },
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
}
