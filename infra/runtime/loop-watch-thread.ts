import { readFileSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import { systemClock } from '#/runtime/clock.ts'
import { lineOutput } from '#/runtime/line-output.ts'
import { jsonLinesLogger } from '#/runtime/logger.ts'
import { HeldLoop, type WatchedLoop } from '#/runtime/loop-watch.ts'

/** The thread of `loop-watch.ts`. It needs nothing of the thread that it watches. */

// What `watchLoop` gives it.
const { beats, held_ms_max, look_ms, log_level } = workerData as WatchedLoop
const STANDARD_ERROR = 2
const logger = jsonLinesLogger({
  level: log_level,
  clock: systemClock(),
  // A thread's own `process.stderr` waits for the loop of the process.
  write: lineOutput({ fd: STANDARD_ERROR, write: () => {} }),
})
const loop = new HeldLoop(beats)
setInterval(() => {
  if (loop.look()) end()
}, look_ms)

function end(): void {
  const held_seconds = Math.round(held_ms_max / 1_000)
  logger.error(
    { code: 'LOOP_HELD', held_seconds, ...whereItStands() },
    'the loop of the process is held and does not come back, so the process is killed',
  )
  process.kill(process.pid, 'SIGKILL')
}

/** What the kernel says of the thread that is watched, where it tells. */
function whereItStands(): object {
  const [state, stands_at] = ['status', 'wchan'].map((what) => {
    try {
      return readFileSync(`/proc/self/task/${process.pid}/${what}`, 'utf8')
    } catch {
      return ''
    }
  })
  return { state: /^State:\s*(.*)$/m.exec(state ?? '')?.[1] ?? null, stands_at: stands_at || null }
}
