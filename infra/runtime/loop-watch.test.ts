import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { HeldLoop } from '#/runtime/loop-watch.ts'

const MODULE = new URL('loop-watch.ts', import.meta.url)

describe('a loop', () => {
  test('is held after sixty looks at which it had not gone round', () => {
    const loop = new HeldLoop(HeldLoop.newBeats())
    const looks = Array.from({ length: 60 }, () => loop.look())
    expect(looks.indexOf(true)).toBe(59)
  })

  test('is not held while it goes round, however seldom', () => {
    const beats = HeldLoop.newBeats()
    const loop = new HeldLoop(beats)
    for (let look = 0; look < 1_000; look += 1) {
      if (look % 59 === 0) HeldLoop.beat(beats, false)
      expect(loop.look()).toBe(false)
    }
  })

  test('may stand while somebody debugs it', () => {
    const beats = HeldLoop.newBeats()
    const loop = new HeldLoop(beats)
    HeldLoop.beat(beats, true)
    expect(Array.from({ length: 1_000 }, () => loop.look())).not.toContain(true)
  })
})

test.each([
  ['waits in native code', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
  ['never leaves JavaScript', 'for (;;);'],
  ['turns in promises', 'for (;;) await null'],
])('a process whose thread %s is killed, and says so', (_, stands) => {
  const { signal, stderr } = started(1_000, `setTimeout(async () => { ${stands} }, 100)`)
  expect(signal).toBe('SIGKILL')
  expect(JSON.parse(stderr)).toMatchObject({ level: 'error', code: 'LOOP_HELD', held_seconds: 1 })
})

test('a watch keeps no process from its end, and is ended with what it watches', () => {
  expect(started(900_000, '')).toMatchObject({ status: 0, stderr: '' })
  expect(started(900_000, 'watch[Symbol.dispose]()')).toMatchObject({ status: 0, stderr: '' })
})

function started(held_ms_max: number, then: string) {
  const program = `
    import { watchLoop } from ${JSON.stringify(MODULE.href)}
    const watch = watchLoop({ held_ms_max: ${held_ms_max}, log_level: 'warn' })
    ${then}`
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  })
}
