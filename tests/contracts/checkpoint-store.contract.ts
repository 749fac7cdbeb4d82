import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CheckpointConflict } from '@jianwei/events/errors.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { Opened, AdapterData } from '#/support/log/sqlite-place.ts'

/** What every adapter of the checkpoint store port keeps. */
export function checkpointStoreContract(
  name: string,
  newData: () => Promise<AdapterData<CheckpointStore>>,
): void {
  describe(`${name} keeps the checkpoint store contract`, () => {
    let place: AdapterData<CheckpointStore>
    let opened: Opened<CheckpointStore>
    let store: CheckpointStore
    beforeEach(async () => {
      place = await newData()
      opened = await place.open()
      store = opened.port
    })
    afterEach(async () => {
      await opened[Symbol.asyncDispose]()
      await place[Symbol.asyncDispose]()
    })

    test('what was never saved is undefined', async () => {
      expect(await store.load('projector')).toBeUndefined()
    })

    test('versions count from 1, and each save needs the one before', async () => {
      expect(await store.save('projector', 'a', 'absent')).toBe(1)
      expect(await store.save('projector', 'b', 1)).toBe(2)
      expect(await store.load('projector')).toEqual({ value: 'b', version: 2 })
    })

    test.each([
      ['absent', '2'],
      [1, '2'],
      [3, '2'],
    ] as const)(
      'a save that expects %s of a checkpoint at version 2 is refused, and changes nothing',
      async (expected, actual) => {
        await store.save('projector', 'a', 'absent')
        await store.save('projector', 'b', 1)
        const refused = store.save('projector', 'c', expected)
        await expect(refused).rejects.toThrow(
          new CheckpointConflict('projector', { expected: String(expected), actual }),
        )
        await expect(refused).rejects.toMatchObject({
          code: 'CHECKPOINT_CONFLICT',
          retryable: false,
        })
        expect(await store.load('projector')).toEqual({ value: 'b', version: 2 })
      },
    )

    test('a save that expects a version of an absent checkpoint is refused', async () => {
      const refused = store.save('projector', 'a', 1)
      await expect(refused).rejects.toThrow(
        new CheckpointConflict('projector', { expected: '1', actual: 'absent' }),
      )
      expect(await store.load('projector')).toBeUndefined()
    })

    test('of many owners at once one wins each version', async () => {
      const saves = Array.from({ length: 20 }, (_, owner) =>
        store.save('projector', String(owner), 'absent'),
      )
      const settled = await Promise.allSettled(saves)
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await store.load('projector')).toMatchObject({ version: 1 })
    })

    test('another connection sees what was saved, and its save is seen', async () => {
      await using other = await place.open()
      await store.save('projector', 'a', 'absent')
      expect(await other.port.save('projector', 'b', 1)).toBe(2)
      await expect(store.save('projector', 'c', 1)).rejects.toBeInstanceOf(CheckpointConflict)
      expect(await store.load('projector')).toEqual({ value: 'b', version: 2 })
    })

    test('names are kept apart, and values come back as they were', async () => {
      const value = JSON.stringify({ pending: null, text: 'it\'s "\\ \u2028 见微\n' })
      await store.save('projector', value, 'absent')
      await store.save('Projector', 'other', 'absent')
      await store.save('', 'empty', 'absent')
      expect(await store.load('projector')).toEqual({ value, version: 1 })
    })

    test('a removed checkpoint is absent, and removing it again is fine', async () => {
      await store.save('projector', 'a', 'absent')
      await store.save('sentinel', 'kept', 'absent')
      await store.remove('projector')
      await store.remove('projector')
      expect(await store.load('projector')).toBeUndefined()
      expect(await store.save('projector', 'b', 'absent')).toBe(1)
      expect(await store.load('sentinel')).toEqual({ value: 'kept', version: 1 })
    })

    test('a restart keeps everything', async () => {
      await store.save('projector', 'a', 'absent')
      await opened[Symbol.asyncDispose]()
      opened = await place.open()
      expect(await opened.port.load('projector')).toEqual({ value: 'a', version: 1 })
      expect(await opened.port.save('projector', 'b', 1)).toBe(2)
    })
  })
}
