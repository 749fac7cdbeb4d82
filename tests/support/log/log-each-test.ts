import { afterEach, beforeEach } from 'vitest'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Clock } from '@jianwei/infra/runtime/clock.ts'
import type { AdapterData, Opened } from '#/support/log/sqlite-place.ts'

/** The data of the test that runs. */
export interface LogOfTest {
  readonly place: AdapterData<EventLog>
  /** Opens the log, which must be closed. */
  open(clock?: Clock): Promise<void>
  close(): Promise<void>
  /** Closes the log and opens it again, as after a restart. */
  restart(): Promise<void>
  /** Begins with another log, which is empty. */
  renew(): Promise<void>
}

/** Gives each test a log of its own, and tells it whenever it is opened. */
export function logForEachTest(
  newData: () => Promise<AdapterData<EventLog>>,
  onOpened: (log: EventLog) => void,
): LogOfTest {
  let place: AdapterData<EventLog>
  let opened: Opened<EventLog>
  const open = async (clock?: Clock): Promise<void> => {
    opened = await place.open(clock)
    onOpened(opened.port)
  }
  const close = async (): Promise<void> => opened[Symbol.asyncDispose]()
  const begin = async (): Promise<void> => {
    place = await newData()
    await open()
  }
  const end = async (): Promise<void> => {
    await close()
    await place[Symbol.asyncDispose]()
  }
  beforeEach(begin)
  afterEach(end)
  return {
    get place() {
      return place
    },
    open,
    close,
    async restart() {
      await close()
      await open()
    },
    async renew() {
      await end()
      await begin()
    },
  }
}
