import { Presets, SingleBar } from 'cli-progress'

/**
 * How far some work has come. `done` and `total` are in any one unit; `events` is what the rate
 * counts.
 */
export interface ShownProgress {
  readonly done: number
  readonly total: number
  readonly events: number
}

export interface ProgressDisplay extends Disposable {
  show(progress: ShownProgress): void
}

/** Without a terminal a line is written at most this often. */
const LINE_INTERVAL_MS = 3_000

/** A bar on a terminal; a plain line every few seconds where the output goes to a file. */
export function progressDisplay(label: string, output: NodeJS.WriteStream): ProgressDisplay {
  return output.isTTY ? bar(label, output) : lines(label, output)
}

function bar(label: string, output: NodeJS.WriteStream): ProgressDisplay {
  const started = performance.now()
  const numbers = '{percentage}% · {events} events · {rate} events/s · {remaining} left'
  const format = `${label} {bar} ${numbers}`
  const single = new SingleBar(
    { format, stream: output, hideCursor: true, fps: 5 },
    Presets.shades_grey,
  )
  let isOpen = false
  return {
    show(progress) {
      const payload = {
        ...figures(progress, started),
        events: progress.events.toLocaleString('en'),
      }
      if (isOpen) single.update(progress.done, payload)
      else single.start(Math.max(progress.total, 1), progress.done, payload)
      isOpen = true
    },
    [Symbol.dispose]() {
      if (isOpen) single.stop()
    },
  }
}

function lines(label: string, output: NodeJS.WriteStream): ProgressDisplay {
  const started = performance.now()
  let written = started
  return {
    show(progress) {
      if (performance.now() - written < LINE_INTERVAL_MS) return
      written = performance.now()
      const { rate, remaining } = figures(progress, started)
      const percent = Math.floor((progress.done / Math.max(progress.total, 1)) * 100)
      output.write(
        `${label} ${percent}% · ${progress.events} events · ${rate} events/s · ${remaining} left\n`,
      )
    },
    [Symbol.dispose]() {},
  }
}

function figures(
  { done, total, events }: ShownProgress,
  started: number,
): { rate: string; remaining: string } {
  const seconds = (performance.now() - started) / 1000
  const rate = Math.round(events / Math.max(seconds, 0.001)).toLocaleString('en')
  if (done <= 0 || seconds < 1) return { rate, remaining: '…' }
  const left = Math.round((seconds * (total - done)) / done)
  return {
    rate,
    remaining: left < 60 ? `${left} s` : `${Math.floor(left / 60)} min ${left % 60} s`,
  }
}
