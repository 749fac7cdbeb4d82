import { closeSync, fdatasyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import type { StoredEvent } from '#/support/kurrent-stand-in/append-rules.ts'
import type { StoredLog } from '#/support/kurrent-stand-in/stored-log.ts'

/**
 * Keeps the stand-in's log in a file, for one that is killed and started again: what was written is
 * on the disk before its append is answered, a line an event. A line without its end was never
 * acknowledged, and is cut off at the next start.
 */
export function keepAppends(log: StoredLog, file: string): Disposable {
  for (const event of eventsIn(file)) restore(log, event)
  const output = openSync(file, 'a')
  let kept = log.all.length
  log.on('written', () => {
    const lines = log.all.slice(kept).map((event) => `${JSON.stringify(lineOf(event))}\n`)
    kept = log.all.length
    writeSync(output, lines.join(''))
    fdatasyncSync(output)
  })
  return { [Symbol.dispose]: () => closeSync(output) }
}

type Line = Omit<StoredEvent, 'data' | 'metadata'> & {
  readonly data: string
  readonly metadata: string
}

function lineOf(event: StoredEvent): Line {
  return { ...event, data: base64Of(event.data), metadata: base64Of(event.metadata) }
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function restore(log: StoredLog, { stream, created_ms, ...line }: Line): void {
  const now = log.now
  log.now = () => created_ms
  // Else a repeat that was written on purpose would be taken for one that need not be.
  log.forgetRecentIds()
  const data = Buffer.from(line.data, 'base64')
  log.append(stream, 'any', [{ ...line, data, metadata: Buffer.from(line.metadata, 'base64') }])
  log.now = now
}

function eventsIn(file: string): readonly Line[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    // Nothing was kept yet.
    return []
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  truncateSync(file, Buffer.byteLength(whole))
  return whole
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)
}
