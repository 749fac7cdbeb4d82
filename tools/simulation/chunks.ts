import { setTimeout as sleep } from 'node:timers/promises'
import type { SimulatedLine } from './line-writer.ts'

const CHUNK_BYTES = 256 * 1024
/** Even a slow stream is seen to move. */
const PACED_CHUNKS_A_SECOND = 10

/** The clock that a rate is kept by. */
export interface Pacing {
  readonly now_ms: () => number
  readonly wait: (ms: number) => Promise<unknown>
}

const MACHINE: Pacing = { now_ms: () => performance.now(), wait: (ms) => sleep(ms) }

/**
 * The lines as bytes with their line breaks, in chunks. `perSecond` holds them back to that many
 * lines a second.
 */
export async function* chunksOf(
  lines: Iterable<SimulatedLine>,
  perSecond?: number,
  pacing = MACHINE,
): AsyncGenerator<Buffer, void, void> {
  const pace = createPace(perSecond, pacing)
  const linesMax = perSecond === undefined ? Infinity : Math.ceil(perSecond / PACED_CHUNKS_A_SECOND)
  let parts: Buffer[] = []
  let text = ''
  let bytes = 0
  let count = 0
  const cut = (): Buffer => {
    parts.push(Buffer.from(text))
    const chunk = parts.length === 1 ? parts[0] : Buffer.concat(parts)
    parts = []
    text = ''
    bytes = 0
    // One part was pushed just above, so there is a chunk.
    return chunk!
  }

  for (const { content } of lines) {
    if (typeof content === 'string') text += `${content}\n`
    else {
      parts.push(Buffer.from(text), Buffer.from(content), Buffer.from('\n'))
      text = ''
    }
    bytes += content.length + 1
    count += 1
    if (bytes < CHUNK_BYTES && count < linesMax) continue
    await pace(count)
    count = 0
    yield cut()
  }
  if (bytes > 0) yield cut()
}

/** Waits until the lines so far, with so many more, are due. Without a rate it never waits. */
function createPace(
  perSecond: number | undefined,
  { now_ms, wait }: Pacing,
): (lines: number) => Promise<void> {
  const startedMs = now_ms()
  let passed = 0
  return async (lines) => {
    if (perSecond === undefined) return
    passed += lines
    const aheadMs = (passed / perSecond) * 1000 - (now_ms() - startedMs)
    if (aheadMs > 1) await wait(aheadMs)
  }
}
