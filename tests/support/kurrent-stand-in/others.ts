import { randomUUID } from 'node:crypto'
import type { StoredEvent } from './append-rules.ts'
import type { KurrentStandIn } from './stand-in.ts'
import { TOMBSTONE, TOMBSTONE_REVISION, type ProposedEvent } from './stored-log.ts'

/**
 * What others do to the server that this program shares with them: its operator, and other
 * programs. Streams are named as the server names them.
 */

/** What a deleted stream's `$tb` is: more than any revision. */
const EVERYTHING = 2 ** 63

export interface StreamMetadata {
  readonly $maxCount?: number
  /** In seconds. */
  readonly $maxAge?: number
  /** The first revision that stays. */
  readonly $tb?: number
}

/** As an operator limits what a stream keeps. */
export function limitStream(
  server: KurrentStandIn,
  stream: string,
  metadata: StreamMetadata,
): void {
  server.log.place(`$$${stream}`, foreignEvent({ type: '$metadata', data: jsonOf(metadata) }))
}

/** Softly: events stay in the log until it is scavenged, and the stream may be written again. */
export function deleteStream(server: KurrentStandIn, stream: string): void {
  limitStream(server, stream, { $tb: EVERYTHING })
}

/** For ever. */
export function tombstoneStream(server: KurrentStandIn, stream: string): void {
  const contentType = 'application/octet-stream'
  const event = foreignEvent({ type: TOMBSTONE, contentType, data: Buffer.alloc(0) })
  server.log.place(stream, event, { revision: TOMBSTONE_REVISION })
}

/** An event of another program in a stream of ours; `place` for what only an old server writes. */
export function intrude(
  server: KurrentStandIn,
  stream: string,
  event: Partial<ProposedEvent> = {},
  place: Partial<StoredEvent> = {},
): string {
  const written = foreignEvent(event)
  server.log.place(stream, written, place)
  return written.id
}

/** So many events of a neighbour, who has a stream of its own. */
export function writeNeighbours(server: KurrentStandIn, count: number): void {
  const neighbour = { stream: 'accounting-ledger', type: 'EntryBooked', bytes: 350 }
  server.log.appendRun(neighbour, count)
}

export function jsonOf(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}

function foreignEvent(fields: Partial<ProposedEvent>): ProposedEvent {
  return {
    id: randomUUID(),
    type: 'EntryBooked',
    contentType: 'application/json',
    data: jsonOf({ amount: 12 }),
    metadata: new Uint8Array(),
    ...fields,
  }
}
