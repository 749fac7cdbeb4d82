import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, inject, test, vi } from 'vitest'
import { HANG_MS } from '#/support/hang.ts'
import { newGroup, newTopic, testBus, textMessage, textOf } from '#/support/kafka/test-bus.ts'

const HOUR_MS = 3_600_000
/** In which what is under way ends: a request that a jump of the clock ends is sent again. */
const QUIET_MS = 2_000
/** In which a heartbeat comes. */
const AHEAD_MS = 2_500
/** Longer than a group keeps a member that says nothing. */
const SILENCE_MS = 14_000

const brokers = inject('kafkaBrokers')
afterEach(() => vi.restoreAllMocks())

test.skipIf(brokers === '')(
  'a member stays in the group when the clock of its machine is set back',
  async () => {
    await using bus = testBus(brokers)
    const topic = await newTopic(bus, 1)
    const ending = new AbortController()
    const handled: string[] = []
    const consuming = bus.consume({
      group: newGroup(),
      topics: [topic],
      slice_messages_max: 10,
      signal: ending.signal,
      async handle(slice) {
        handled.push(...slice.map(textOf))
        return 'taken'
      },
    })
    await bus.publish([textMessage(topic, 'k', 'before')])
    await vi.waitFor(() => expect(handled).toEqual(['before']), HANG_MS)
    await sleep(QUIET_MS)
    const machineNow = Date.now
    const ahead = vi.spyOn(Date, 'now').mockImplementation(() => machineNow() + HOUR_MS)
    await sleep(AHEAD_MS)
    ahead.mockRestore()
    await sleep(SILENCE_MS)
    await bus.publish([textMessage(topic, 'k', 'after')])
    await vi.waitFor(() => expect(handled).toContain('after'), HANG_MS)
    // A member that was put out could not commit, and would be given the message again.
    await sleep(QUIET_MS)
    ending.abort()
    await consuming
    expect(handled).toEqual(['before', 'after'])
  },
)
