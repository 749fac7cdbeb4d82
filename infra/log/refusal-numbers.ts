import type {
  InputOrigin,
  QuarantinedInput,
  RefusalQuota,
  RefusalTally,
} from '@jianwei/events/ports/quarantine.ts'
import { rowOf, rowsOf, type SqlStatement, type SqliteDatabase } from '#/log/sqlite-database.ts'

/** The row of a channel as a whole: no source is called so. */
const WHOLE_CHANNEL = ''
/**
 * Where a whole channel is over its quota, a source has numbers of its own if so much of the quota
 * was kept of it.
 */
const OWN_NUMBERS_SHARE = 0.01
/** A tally of inputs that gave no reason. */
const NO_REASON = 'UNKNOWN'

interface Kept {
  readonly inputs: number
  readonly bytes: number
}

/**
 * The numbers of what is refused, day by day, in the quarantine's file. Its calls belong into a
 * transaction of whoever keeps the inputs. The rows of a day are limited by its quota: what comes
 * under ever new names is counted under the channel's.
 */
export class RefusalNumbers {
  readonly #selectKept: SqlStatement
  readonly #addKept: SqlStatement
  readonly #selectCounted: SqlStatement
  readonly #addCounted: SqlStatement
  readonly #selectUnreported: SqlStatement
  readonly #updateReported: SqlStatement
  readonly #selectOffset: SqlStatement
  readonly #updateOffset: SqlStatement

  constructor(database: SqliteDatabase) {
    this.#selectKept = database.prepare(
      'SELECT inputs, bytes FROM refusals_kept WHERE day = ? AND channel = ? AND source = ?',
    )
    this.#addKept = database.prepare(`
      INSERT INTO refusals_kept VALUES (?, ?, ?, 1, ?)
      ON CONFLICT DO UPDATE SET inputs = inputs + 1, bytes = bytes + excluded.bytes`)
    this.#selectCounted = database.prepare(
      'SELECT inputs + samples FROM refusals_counted WHERE day = ? AND channel = ? AND ' +
        'source = ? AND code = ?',
    )
    this.#addCounted = database.prepare(`
      INSERT INTO refusals_counted VALUES (?, ?, ?, ?, ?, ?, ?, 0)
      ON CONFLICT (day, channel, source, code) DO UPDATE SET inputs = inputs + excluded.inputs,
        samples = samples + excluded.samples`)
    this.#selectUnreported = database.prepare(`
      SELECT tally_id, day, channel, source, code, inputs, reported FROM refusals_counted
      WHERE reported < inputs ORDER BY day, channel, source, code`)
    this.#updateReported = database.prepare(
      'UPDATE refusals_counted SET reported = max(reported, min(inputs, ?)) WHERE tally_id = ?',
    )
    this.#selectOffset = database.prepare(
      'SELECT counted FROM refusals_counted_offsets WHERE day = ? AND topic = ? AND partition = ?',
    )
    this.#updateOffset = database.prepare(`
      INSERT INTO refusals_counted_offsets VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET counted = excluded.counted`)
  }

  /**
   * Whether an input that is not held yet is to be kept; it is counted either way. `newId` names a
   * number that is new.
   */
  isKept(input: QuarantinedInput, quota: RefusalQuota, newId: () => string): boolean {
    const day = input.received_at.slice(0, 10)
    const { channel } = input.origin
    const { length } = input.bytes
    const [own, whole] = [
      this.#kept(day, channel, input.source),
      this.#kept(day, channel, WHOLE_CHANNEL),
    ]
    const ownFits = fits(own, length, quota.source_inputs_max, quota.source_bytes_max)
    if (ownFits && fits(whole, length, quota.channel_inputs_max, quota.channel_bytes_max)) {
      this.#addKept.run(day, channel, input.source, length)
      this.#addKept.run(day, channel, WHOLE_CHANNEL, length)
      return true
    }
    if (this.#isCountedMessage(day, input.origin)) return false
    const hasOwn = !ownFits || own.inputs >= quota.channel_inputs_max * OWN_NUMBERS_SHARE
    const source = hasOwn ? input.source : channel
    return this.#isSample(day, source, input, { every: quota.sample_every, newId })
  }

  unreported(): readonly RefusalTally[] {
    return rowsOf(this.#selectUnreported.all()).map(
      ([tally_id, day, channel, source, code, inputs, reported]) => ({
        tally_id: String(tally_id),
        day: String(day),
        // What `isKept` wrote.
        channel: channel as InputOrigin['channel'],
        source: String(source),
        code: String(code),
        inputs: Number(inputs),
        reported: Number(reported),
      }),
    )
  }

  markReported(tallyId: string, reported: number): void {
    this.#updateReported.run(reported, tallyId)
  }

  #kept(day: string, channel: string, source: string): Kept {
    const row = this.#selectKept.get(day, channel, source)
    const [inputs, bytes] = row === undefined ? [0, 0] : rowOf(row)
    return { inputs: Number(inputs), bytes: Number(bytes) }
  }

  #isSample(
    day: string,
    source: string,
    { origin: { channel }, reasons }: QuarantinedInput,
    { every, newId }: { readonly every: number; readonly newId: () => string },
  ): boolean {
    const code = reasons[0]?.code ?? NO_REASON
    const row = this.#selectCounted.get(day, channel, source, code)
    const before = row === undefined ? 0 : Number(rowOf(row)[0])
    const isSample = (before + 1) % every === 0
    this.#addCounted.run(day, channel, source, code, newId(), isSample ? 0 : 1, isSample ? 1 : 0)
    return isSample
  }

  /**
   * A partition gives its messages in order, so one that lies before what was counted comes again.
   */
  #isCountedMessage(day: string, origin: InputOrigin): boolean {
    if (origin.channel !== 'kafka') return false
    const { topic, partition, offset } = origin
    const row = this.#selectOffset.get(day, topic, partition)
    if (row !== undefined && offset <= Number(rowOf(row)[0])) return true
    this.#updateOffset.run(day, topic, partition, offset)
    return false
  }
}

function fits(kept: Kept, bytes: number, inputsMax: number, bytesMax: number): boolean {
  return kept.inputs < inputsMax && kept.bytes + bytes <= bytesMax
}
