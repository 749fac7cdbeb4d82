import { RequestRefused } from '#/http/problem.ts'

/*
 * What a stream may cost beside what it says. A stream of events has no limit, however long it is;
 * one that is packed a thousandfold, or consists of blank or refused lines, makes much work out of
 * few bytes and is given up. What was taken and answered before stays.
 */

export interface StreamLimits {
  /**
   * Bytes that come out of each byte of gzip, beyond the first MiB. Events as JSON give about 20,
   * never 200.
   */
  readonly unpacked_ratio_max: number
  /**
   * Refused lines beyond those that were taken. A source with as many has a fault that must be
   * mended first.
   */
  readonly refused_lines_max: number
  /** Blank lines beyond those that were not. */
  readonly blank_lines_max: number
}

export const STREAM_LIMITS: StreamLimits = {
  unpacked_ratio_max: 200,
  refused_lines_max: 100_000,
  blank_lines_max: 10_000,
}

const UNPACKED_FREE_BYTES = 1024 * 1024

/** Passes the bytes on. Throws RequestRefused when much more comes out than went in. */
export async function* unpackedWithin(
  unpacked: AsyncIterable<Uint8Array>,
  packedBytes: () => number,
  ratioMax: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of unpacked) {
    bytes += chunk.length
    if (bytes > UNPACKED_FREE_BYTES && bytes > packedBytes() * ratioMax) {
      throw new RequestRefused(
        'STREAM_EXPANDS',
        `more than ${ratioMax} bytes come out of each byte of gzip; send it plain`,
      )
    }
    yield chunk
  }
}

export interface LineCounts {
  readonly taken: number
  readonly refused: number
  readonly blank: number
}

/** Throws RequestRefused when the stream has become work for nothing. */
export function checkLines({ taken, refused, blank }: LineCounts, limits: StreamLimits): void {
  if (refused > taken + limits.refused_lines_max) {
    const message =
      `${refused} lines were refused and ${taken} taken: mend what makes them, ` +
      'then send the rest'
    throw new RequestRefused('STREAM_REFUSED', message)
  }
  if (blank > taken + refused + limits.blank_lines_max) {
    throw new RequestRefused('STREAM_BLANK', `${blank} lines are blank`)
  }
}
