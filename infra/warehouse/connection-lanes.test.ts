import { describe, expect, test } from 'vitest'
import { ConnectionLane, LANE_WAITING_MAX } from '#/warehouse/connection-lanes.ts'

describe('a lane', () => {
  test('gives each connection to one caller at a time, first come first served', async () => {
    const lane = new ConnectionLane('rules', ['a', 'b'])
    const [first, second] = [await lane.lease('1'), await lane.lease('2')]
    expect([first.connection, second.connection].toSorted()).toEqual(['a', 'b'])
    expect(lane.leaseNow()).toBeUndefined()
    const order: string[] = []
    const third = lane.lease('3').then((lease) => (order.push(`3 has ${lease.connection}`), lease))
    const fourth = lane.lease('4').then((lease) => (order.push(`4 has ${lease.connection}`), lease))
    first.release()
    first.release()
    await third
    expect(order).toEqual([`3 has ${first.connection}`])
    second.release()
    await fourth
    expect(order).toEqual([`3 has ${first.connection}`, `4 has ${second.connection}`])
  })

  test('lets a caller who aborts out of the queue, and keeps the others', async () => {
    const lane = new ConnectionLane('rules', ['a'])
    const held = await lane.lease('held')
    const stop = new AbortController()
    const leaving = lane.lease('leaving', stop.signal)
    const staying = lane.lease('staying')
    stop.abort()
    await expect(leaving).rejects.toMatchObject({ code: 'QUERY_ABORTED' })
    held.release()
    expect((await staying).connection).toBe('a')
    await expect(lane.lease('never', AbortSignal.abort())).rejects.toMatchObject({
      code: 'QUERY_ABORTED',
    })
  })

  test('refuses, retryable, the caller after the last that may wait', async () => {
    const lane = new ConnectionLane('rules', ['a'])
    await lane.lease('held')
    const waiting = Array.from({ length: LANE_WAITING_MAX }, () => lane.lease('waiting'))
    await expect(lane.lease('one more')).rejects.toMatchObject({ engineCode: 202, retryable: true })
    lane.refuseWaiting(new Error('closed'))
    const outcomes = await Promise.allSettled(waiting)
    expect(outcomes.every((outcome) => outcome.status === 'rejected')).toBe(true)
  })
})
