import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AskFailed } from '#/api/failures.ts'
import type { ListedAlert } from '#/desk/alert-list.ts'
import { RowFollower, type FollowedList } from '#/desk/row-follower.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A row that was made up to a position of the log. */
function rowAt(alert_id: string, position: number): ListedAlert {
  return { alert_id, place: `-${position}/0`, revision: 1 } as ListedAlert
}

function followed(shown: readonly string[], rows: readonly ListedAlert[], fits = rows) {
  const list = {
    has: (id: string) => shown.includes(id),
    willCome: vi.fn(() => false),
    readRows: vi.fn(async (ids: readonly string[]) =>
      rows.filter((row) => ids.includes(row.alert_id)),
    ),
    readFirst: vi.fn(async () => fits),
    readFitting: vi.fn(async (ids: readonly string[]) =>
      fits.filter((row) => ids.includes(row.alert_id)),
    ),
    update: vi.fn(),
    tell: vi.fn(),
    lose: vi.fn(),
  } satisfies FollowedList
  return { list, follower: new RowFollower(list) }
}

describe('a change that the stream tells of', () => {
  test('is written into its row, and lets nothing in', async () => {
    const row = rowAt('a', 7)
    const { list, follower } = followed(['a'], [row])
    follower.hear('a', { position: 7 })
    await follower.read()
    expect(list.update).toHaveBeenCalledWith(new Map([['a', row]]))
    expect(list.readFitting).not.toHaveBeenCalled()
    expect(list.tell).toHaveBeenLastCalledWith(0)
  })

  test('of an alert that now belongs into the list waits, until it fits no more', async () => {
    const rows = [rowAt('n', 7)]
    const fits = [...rows]
    const { list, follower } = followed([], rows, fits)
    follower.hear('n', { position: 7 })
    await follower.read()
    expect(list.tell).toHaveBeenLastCalledWith(1)
    fits.length = 0
    rows[0] = rowAt('n', 8)
    follower.hear('n', { position: 8 })
    await follower.read()
    expect(list.tell).toHaveBeenLastCalledWith(0)
  })

  test('of a row further down than anybody has scrolled is not news', async () => {
    const { list, follower } = followed([], [rowAt('far', 7)])
    list.willCome.mockReturnValue(true)
    follower.hear('far', { position: 7 })
    await follower.read()
    expect(list.tell).toHaveBeenLastCalledWith(0)
  })

  test('is asked for again while the lists are behind the log, and not for ever', async () => {
    const rows = [rowAt('a', 6)]
    const { list, follower } = followed(['a'], rows)
    follower.hear('a', { position: 7 })
    await vi.advanceTimersByTimeAsync(1_500)
    expect(list.readRows.mock.calls.length).toBe(2)
    rows[0] = rowAt('a', 7)
    await vi.advanceTimersByTimeAsync(700)
    expect(list.update).toHaveBeenLastCalledWith(new Map([['a', rows[0]]]))
    follower.hear('a', { position: 9 })
    expect(list.lose).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(list.readRows.mock.calls.length).toBeLessThan(12)
    expect(list.lose).toHaveBeenCalledOnce()
  })

  test('is not lost when the server is away', async () => {
    const row = rowAt('a', 7)
    const { list, follower } = followed(['a'], [row])
    list.readRows.mockRejectedValueOnce(new Error('away'))
    follower.hear('a', { position: 7 })
    await vi.advanceTimersByTimeAsync(1_500)
    expect(list.update).toHaveBeenCalledWith(new Map([['a', row]]))
  })

  test('of many at once is waited for by its revision', async () => {
    const rows = [rowAt('a', 7)]
    const { list, follower } = followed(['a'], rows)
    follower.hear('a', { position: 0, revision: 2 })
    await vi.advanceTimersByTimeAsync(1_500)
    expect(list.readRows.mock.calls.length).toBe(2)
    rows[0] = { ...rowAt('a', 8), revision: 2 }
    await vi.advanceTimersByTimeAsync(700)
    expect(list.update).toHaveBeenLastCalledWith(new Map([['a', rows[0]]]))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(list.readRows.mock.calls.length).toBe(3)
  })

  test('is not lost when the server is away for long, and is not asked for all the time', async () => {
    const row = rowAt('a', 7)
    const { list, follower } = followed(['a'], [row])
    list.readRows.mockRejectedValue(new Error('away'))
    follower.hear('a', { position: 7 })
    await vi.advanceTimersByTimeAsync(300_000)
    expect(list.readRows.mock.calls.length).toBeLessThan(20)
    list.readRows.mockResolvedValue([row])
    await vi.advanceTimersByTimeAsync(30_000)
    expect(list.update).toHaveBeenCalledWith(new Map([['a', row]]))
    expect(list.lose).not.toHaveBeenCalled()
  })

  test('that came before the stream was there is caught up with', async () => {
    const [row, unseen] = [rowAt('a', 7), rowAt('n', 8)]
    const { list, follower } = followed(['a'], [], [unseen, row])
    await follower.catchUp()
    expect(list.update).toHaveBeenCalledWith(new Map([['a', row]]))
    expect(list.tell).toHaveBeenLastCalledWith(1)
    list.readFirst.mockRejectedValue(new Error('away'))
    await follower.catchUp()
    expect(list.lose).toHaveBeenCalledOnce()
  })

  test('that the server refuses to show is said to be missing', async () => {
    const { list, follower } = followed(['a'], [])
    const refused = { type: 'about:blank', title: '', status: 403, code: 'FORBIDDEN' }
    list.readRows.mockRejectedValue(new AskFailed({ ...refused, request_id: '' }))
    follower.hear('a', { position: 7 })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(list.readRows).toHaveBeenCalledOnce()
    expect(list.lose).toHaveBeenCalledOnce()
  })
})
