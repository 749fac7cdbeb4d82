import type { AlertChange, LiveState, LiveWord } from '#/live/live-words.ts'

const ADDRESS = '/v1/alerts/stream'
const PAUSE_S_MIN = 1
const PAUSE_S_MAX = 60

/**
 * The one stream of alerts, in a worker or in a tab. It opens itself again after a pause that
 * doubles up to a minute, and goes on behind the last position that it has seen.
 */
export class AlertConnection {
  readonly #tell: (word: LiveWord) => void
  #source: EventSource | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #position: number | undefined
  #pause_s = PAUSE_S_MIN
  #state: LiveState = { is: 'connecting' }

  constructor(tell: (word: LiveWord) => void) {
    this.#tell = tell
  }

  get state(): LiveState {
    return this.#state
  }

  /** Opens the stream; nothing where it is open. */
  open(): void {
    if (this.#source !== undefined) return
    clearTimeout(this.#timer)
    this.#say({ is: 'connecting' })
    const after = this.#position === undefined ? '' : `?after=${this.#position}`
    const source = new EventSource(`${ADDRESS}${after}`)
    this.#source = source
    source.addEventListener('open', () => {
      this.#pause_s = PAUSE_S_MIN
      this.#say({ is: 'live' })
    })
    source.addEventListener('alert', (event) => this.#hear(event))
    source.addEventListener('reset', () => {
      this.#position = undefined
      this.#tell({ kind: 'reset' })
      this.#again()
    })
    source.addEventListener('end', () => this.#again())
    source.addEventListener('error', () => this.#again())
  }

  /** Tries at once, as after a sign-in. */
  openNow(): void {
    this.#pause_s = PAUSE_S_MIN
    this.close()
    this.open()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#source?.close()
    this.#source = undefined
  }

  #hear(event: MessageEvent<string>): void {
    const position = Number(event.lastEventId)
    this.#position = position
    const told = JSON.parse(event.data) as Omit<AlertChange, 'position'>
    this.#tell({ kind: 'change', change: { ...told, position } })
  }

  #again(): void {
    this.close()
    // What came meanwhile is told when it is open again, if it had seen anything before.
    if (this.#position === undefined && this.#state.is === 'live') this.#tell({ kind: 'reset' })
    const retry_in_s = this.#pause_s
    this.#pause_s = Math.min(retry_in_s * 2, PAUSE_S_MAX)
    this.#say({ is: 'off', retry_in_s })
    this.#timer = setTimeout(() => this.open(), retry_in_s * 1_000)
  }

  #say(state: LiveState): void {
    this.#state = state
    this.#tell({ kind: 'state', state })
  }
}
