import type { AlertChange, LiveState, LiveWord } from '#/live/live-words.ts'

const ADDRESS = '/v1/alerts/stream'
const PAUSE_S_MIN = 1
const PAUSE_S_MAX = 60
/** A stream that was live for so long was no accident: the next pause is a short one again. */
const STEADY_MS = 30_000
/** The server shows that it is there every 15 s. One that is silent for so long is gone. */
const SILENT_MS = 50_000

/**
 * The one stream of alerts, in a worker or in a tab. It opens itself again after a pause that
 * doubles up to a minute, and goes on behind the last position up to which it was told.
 */
export class AlertConnection {
  readonly #tell: (word: LiveWord) => void
  #source: EventSource | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #position: number | undefined
  /** Whether time has passed that no position is known of. */
  #mayHaveMissed = false
  #pause_s = PAUSE_S_MIN
  #live_at: number | undefined
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
    this.#say({ is: 'connecting' })
    const after = this.#position === undefined ? '' : `?after=${this.#position}`
    const source = new EventSource(`${ADDRESS}${after}`)
    this.#source = source
    this.#listenForSilence()
    source.addEventListener('here', (event) => this.#join(event))
    source.addEventListener('alert', (event) => this.#hear(event))
    source.addEventListener('reset', (event) => this.#startOver(event))
    source.addEventListener('end', ({ data }) => this.#end(data))
    source.addEventListener('error', () => this.#again())
  }

  /** Tries at once, as after a sign-in. */
  openNow(): void {
    this.#pause_s = PAUSE_S_MIN
    this.close()
    this.open()
  }

  /** Listens no more; opened again it goes on where it was. */
  close(): void {
    clearTimeout(this.#timer)
    this.#source?.close()
    this.#source = undefined
    this.#live_at = undefined
  }

  /** Closes for nobody: who comes then has read everything anew. */
  forget(): void {
    this.close()
    this.#position = undefined
    this.#mayHaveMissed = false
  }

  /** All up to here was told. */
  #join({ lastEventId }: MessageEvent<string>): void {
    this.#seen(lastEventId)
    if (this.#mayHaveMissed) this.#tell({ kind: 'reset' })
    this.#mayHaveMissed = false
    if (this.#state.is === 'live') return
    this.#live_at = Date.now()
    this.#say({ is: 'live' })
  }

  #hear({ lastEventId, data }: MessageEvent<string>): void {
    this.#seen(lastEventId)
    const told = JSON.parse(data) as Omit<AlertChange, 'position'>
    this.#tell({ kind: 'change', change: { ...told, position: Number(lastEventId) } })
  }

  /** The log is another one. What comes from here on is told on the same stream. */
  #startOver({ lastEventId }: MessageEvent<string>): void {
    this.#seen(lastEventId)
    this.#mayHaveMissed = false
    this.#tell({ kind: 'reset' })
  }

  #seen(id: string): void {
    this.#position = Number(id)
    this.#listenForSilence()
  }

  #listenForSilence(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#again(), SILENT_MS)
  }

  #end(data: string): void {
    const { reason } = JSON.parse(data) as { readonly reason: string }
    if (reason !== 'SESSION_ENDED') {
      this.#again()
      return
    }
    this.close()
    this.#say({ is: 'signed_out' })
  }

  #again(): void {
    const wasSteady = this.#live_at !== undefined && Date.now() - this.#live_at >= STEADY_MS
    if (wasSteady) this.#pause_s = PAUSE_S_MIN
    this.close()
    this.#mayHaveMissed ||= this.#position === undefined
    // Not all browsers at once: each waits between half of the pause and all of it.
    const wait_s = this.#pause_s * (0.5 + Math.random() / 2)
    this.#pause_s = Math.min(this.#pause_s * 2, PAUSE_S_MAX)
    this.#say({ is: 'off', retry_in_s: Math.ceil(wait_s) })
    this.#timer = setTimeout(() => this.open(), wait_s * 1_000)
  }

  #say(state: LiveState): void {
    this.#state = state
    this.#tell({ kind: 'state', state })
  }
}
