import { BlockScan } from '@jianwei/projections/ports/block-scan.ts'
import { ANSWER_FAILED_MARK, failureIn } from '#/warehouse/http-lines.ts'

/**
 * Reads an answer in Native as it comes, block by block. Between two blocks the mark before the
 * server's error cannot be mistaken: read as a block it would have 13 columns and 10 rows, the
 * first column with a name of 95 bytes.
 */

const MARK = Buffer.from(ANSWER_FAILED_MARK)
const CAPACITY_MIN = 1024 * 1024

/**
 * Blocks with rows, each in a buffer of its own. Throws AnswerFailed with the error at the end of
 * the blocks, TypeError when the answer stops within a block.
 */
export async function* wholeBlocks(answer: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const pending = new Pending()
  let scan = new BlockScan()
  for await (const chunk of answer) {
    pending.add(chunk)
    while (pending.bytes.length > 0 && !pending.mayBeFailure && scan.goOn(pending.bytes)) {
      const block = pending.take(scan.position)
      if (scan.rows > 0) yield block
      scan = new BlockScan()
    }
  }
  if (pending.bytes.length === 0) return
  // Where a server had to break off within a block, the error stands behind what there is of it.
  const failure = failureIn(pending.bytes.toString('utf8'))
  throw failure ?? new TypeError('the answer stops within a block')
}

/** Bytes that came and belong to no whole block yet. */
class Pending {
  #buffer = Buffer.alloc(CAPACITY_MIN)
  #from = 0
  #end = 0

  get bytes(): Buffer {
    return this.#buffer.subarray(this.#from, this.#end)
  }

  /** Whether they begin as the server's error does, as far as they came. */
  get mayBeFailure(): boolean {
    const begun = this.bytes.subarray(0, MARK.length)
    return begun.equals(MARK.subarray(0, begun.length))
  }

  add(chunk: Buffer): void {
    if (this.#end + chunk.length > this.#buffer.length) this.#makeRoom(chunk.length)
    this.#buffer.set(chunk, this.#end)
    this.#end += chunk.length
  }

  take(length: number): Uint8Array {
    const taken = new Uint8Array(this.bytes.subarray(0, length))
    this.#from += length
    return taken
  }

  #makeRoom(more: number): void {
    const held = this.bytes
    const needed = held.length + more
    const enough = needed * 2 <= this.#buffer.length
    const buffer = enough ? this.#buffer : Buffer.alloc(needed * 2)
    buffer.set(held)
    this.#buffer = buffer
    this.#from = 0
    this.#end = held.length
  }
}
