import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AlertConnection } from '#/live/alert-connection.ts'
import type { LiveWord } from '#/live/live-words.ts'

/** What a browser's has of it, with a server that the test is. */
class Source extends EventTarget {
  static opened: Source[] = []
  readonly url: string
  isClosed = false

  constructor(url: string) {
    super()
    this.url = url
    Source.opened.push(this)
  }

  close(): void {
    this.isClosed = true
  }

  says(type: string, data: object = {}, lastEventId = ''): void {
    const told = Object.assign(new Event(type), { data: JSON.stringify(data), lastEventId })
    if (!this.isClosed) this.dispatchEvent(told)
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Source)
  vi.spyOn(Math, 'random').mockReturnValue(1)
  Source.opened = []
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function opened() {
  const words: LiveWord[] = []
  const connection = new AlertConnection((word) => words.push(word))
  connection.open()
  const last = (): Source => Source.opened.at(-1)!
  const resets = (): number => words.filter(({ kind }) => kind === 'reset').length
  return { connection, words, last, resets }
}

describe('the stream of alerts', () => {
  test('is live once all up to a position was told, and not when it is only accepted', () => {
    const { connection, last } = opened()
    last().says('open')
    expect(connection.state).toEqual({ is: 'connecting' })
    last().says('here', { position: 7 }, '7')
    expect(connection.state).toEqual({ is: 'live' })
  })

  test('goes on behind what was told, also where no alert changed, and has missed nothing', () => {
    const { last, resets } = opened()
    last().says('here', { position: 7 }, '7')
    last().says('error')
    vi.advanceTimersByTime(1_000)
    expect(last().url).toBe('/v1/alerts/stream?after=7')
    last().says('alert', { alert_id: 'a' }, '9')
    last().says('here', { position: 9 }, '9')
    expect(resets()).toBe(0)
  })

  test('says once that something may be missed, when it is there after it could not be had', () => {
    const { last, resets } = opened()
    last().says('error')
    vi.advanceTimersByTime(1_000)
    last().says('error')
    vi.advanceTimersByTime(2_000)
    expect(resets()).toBe(0)
    last().says('here', { position: 7 }, '7')
    last().says('here', { position: 8 }, '8')
    expect(resets()).toBe(1)
  })

  test('of another log is begun anew, on the same connection and once', () => {
    const { last, resets } = opened()
    last().says('here', { position: 900 }, '900')
    last().says('error')
    vi.advanceTimersByTime(1_000)
    last().says('reset', { position: 5 }, '5')
    last().says('here', { position: 5 }, '5')
    expect([resets(), Source.opened.length]).toEqual([1, 2])
    last().says('error')
    vi.advanceTimersByTime(2_000)
    expect(last().url).toBe('/v1/alerts/stream?after=5')
  })

  test('that is accepted and ended again and again is asked for less and less often', () => {
    const { last } = opened()
    for (let second = 0; second < 120; second++) {
      last().says('here', { position: 7 }, '7')
      last().says('end', { reason: 'TOO_SLOW' })
      vi.advanceTimersByTime(1_000)
    }
    expect(Source.opened.length).toBeLessThan(9)
  })

  test('that was live for a while is asked for again soon', () => {
    const { connection, last } = opened()
    for (let time = 0; time < 5; time++) {
      last().says('end', { reason: 'SHUTDOWN' })
      vi.advanceTimersByTime(60_000)
    }
    for (let sign = 0; sign < 3; sign++) {
      last().says('here', { position: 7 }, '7')
      vi.advanceTimersByTime(15_000)
    }
    last().says('end', { reason: 'SHUTDOWN' })
    expect(connection.state).toEqual({ is: 'off', retry_in_s: 1 })
  })

  test('is asked for by each browser at its own time', () => {
    const { last } = opened()
    vi.mocked(Math.random).mockReturnValue(0)
    last().says('error')
    vi.advanceTimersByTime(500)
    expect(Source.opened).toHaveLength(2)
  })

  test('that says nothing for long is given up and asked for again', () => {
    const { connection, last } = opened()
    last().says('here', { position: 7 }, '7')
    vi.advanceTimersByTime(45_000)
    expect(connection.state).toEqual({ is: 'live' })
    vi.advanceTimersByTime(15_000)
    expect(Source.opened).toHaveLength(2)
    expect(Source.opened[0]?.isClosed).toBe(true)
  })

  test('waits for a sign-in where the session has ended', () => {
    const { connection, last } = opened()
    last().says('here', { position: 7 }, '7')
    last().says('end', { reason: 'SESSION_ENDED' })
    vi.advanceTimersByTime(600_000)
    expect(connection.state).toEqual({ is: 'signed_out' })
    expect(Source.opened).toHaveLength(1)
    connection.openNow()
    expect(last().url).toBe('/v1/alerts/stream?after=7')
  })

  test('that nobody listened to begins with what is new', () => {
    const { connection, last, resets } = opened()
    last().says('here', { position: 7 }, '7')
    connection.forget()
    connection.open()
    expect(last().url).toBe('/v1/alerts/stream')
    last().says('here', { position: 9 }, '9')
    expect(resets()).toBe(0)
  })
})
