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

/** Parts of the SDK say their name first, then a sentence, then what they had in hand. */
export function complaintIn(said: readonly unknown[]): string {
  return said
    .flatMap((one) => (typeof one === 'string' ? one : one instanceof Error ? one.message : []))
    .join(': ')
}

const TEXTS_MAX = 100
const DETAIL_CHARACTERS_MAX = 500

/** Says each warning once; beyond so many different ones, nothing more. */
export function warningTeller({
  warned,
}: Pick<TelemetryTeller, 'warned'>): (message: string) => void {
  const told = new Set<string>()
  return (message) => {
    const detail = message.slice(0, DETAIL_CHARACTERS_MAX)
    if (told.has(detail) || told.size >= TEXTS_MAX) return
    told.add(detail)
    warned({ detail })
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
