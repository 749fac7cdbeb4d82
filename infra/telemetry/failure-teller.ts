/** What a process says in its own log of its telemetry. */
export interface TelemetryTeller {
  /** Something could not be delivered; not said again while that goes on. */
  failed(fields: { readonly reason: string }): void
  warned(fields: { readonly detail: string }): void
}

/** Without a failure for so long, the next one is news. */
const QUIET_MS = 10 * 60_000
const REASON_CHARACTERS_MAX = 200

/** Says once that deliveries fail, however many do, and counts them. */
export class FailureTeller {
  readonly #tell: Pick<TelemetryTeller, 'failed'>
  readonly #nowMs: () => number
  #lastMs: number | undefined
  #count = 0

  constructor(tell: Pick<TelemetryTeller, 'failed'>, nowMs: () => number) {
    this.#tell = tell
    this.#nowMs = nowMs
  }

  /** Deliveries that failed since the start. */
  get count(): number {
    return this.#count
  }

  failed(message: string): void {
    const now = this.#nowMs()
    const isNews = this.#lastMs === undefined || now - this.#lastMs >= QUIET_MS
    this.#lastMs = now
    this.#count += 1
    if (isNews) this.#tell.failed({ reason: reasonIn(message) })
  }
}

/** The SDK writes its errors as JSON with a stack. */
function reasonIn(message: string): string {
  try {
    const { code, name, message: text } = JSON.parse(message) as Readonly<Record<string, unknown>>
    const words = [code, name, text].filter((word) => typeof word === 'string')
    if (words.length > 0) return words.join(' ').slice(0, REASON_CHARACTERS_MAX)
  } catch {
    // It is a sentence.
  }
  return message.slice(0, REASON_CHARACTERS_MAX)
}
