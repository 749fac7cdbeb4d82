import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { streamOf, type NewEvent } from '@jianwei/events/envelope.ts'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import { openStores, type Stores } from '@jianwei/services/all-in-one/stores.ts'
import { readConfig } from '@jianwei/services/all-in-one/config.ts'
import { runProjector } from '@jianwei/services/projector/projector.ts'
import { someEvents } from '#/support/log/events.ts'
import { temporaryFolder } from '#/support/program/running-pipeline.ts'

/** Opens the stores of a folder, as the program has them, for as long as `work` takes. */
export async function withStores<Result>(
  folder: string,
  work: (stores: Stores) => Promise<Result>,
): Promise<Result> {
  await using stores = await openStores(readConfig({ JIANWEI_DATA: folder }))
  // Awaited, so that the stores are open until it is done.
  return await work(stores)
}

export async function appendTo(
  { log }: Pick<Stores, 'log'>,
  events: readonly NewEvent[],
): Promise<void> {
  for (const event of events)
    await log.append([
      { stream: streamOf('subject', event.subject_id), expected: 'any', events: [event] },
    ])
}

/** Brings the warehouse to the end of the log. */
export async function projectAll(stores: Stores): Promise<void> {
  await runProjector({
    ...stores,
    projections: allProjections,
    batch_events_max: 10,
    insert_interval_ms: 0,
    announce: () => {},
    signal: new AbortController().signal,
    until: 'head',
  })
}

/** The engine's links within the folder stay within it. */
function copyFolder(from: string, to: string): Promise<void> {
  return cp(from, to, { recursive: true, verbatimSymlinks: true })
}

/** Two days in the life of a data folder. */
export interface TwoDays extends AsyncDisposable {
  /** The folder as it was when the first day was over and the program had stopped. */
  readonly yesterday: string
  /**
   * As a program leaves it that is killed on the second: the events of that day are in the log's
   * -wal file.
   */
  readonly killed: string
  /** As it was after the second day and a clean stop. */
  readonly today: string
  /** A copy of one of them, to do something to. */
  copyOf(
    day: 'yesterday' | 'killed' | 'today',
  ): Promise<AsyncDisposable & { readonly path: string }>
}

export const FIRST_DAY_EVENTS = 25
export const SECOND_DAY_EVENTS = 15

export async function twoDays(): Promise<TwoDays> {
  const folder = await temporaryFolder('two-days')
  const place = (name: string): string => join(folder.path, name)
  const today = place('today')
  await withStores(today, async (stores) => {
    await appendTo(stores, someEvents(FIRST_DAY_EVENTS))
    await projectAll(stores)
  })
  await copyFolder(today, place('yesterday'))
  await withStores(today, async (stores) => {
    await appendTo(stores, someEvents(SECOND_DAY_EVENTS))
    await projectAll(stores)
    await copyFolder(today, place('killed'))
  })
  return {
    yesterday: place('yesterday'),
    killed: place('killed'),
    today,
    async copyOf(day) {
      const copy = await temporaryFolder('damaged')
      await copyFolder(place(day), copy.path)
      return copy
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}
