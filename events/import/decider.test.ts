import { expect, test } from 'vitest'
import { importOrderDecider, type ImportOrderCommand, type ImportOrders } from '#/import/decider.ts'
import type { ImportOrdered } from '#/import/events.ts'

const ORDER: Omit<ImportOrdered, 'order'> = {
  import_id: 'i',
  upload_id: 'u',
  file: 'a.csv',
  file_hash: 'f',
  bytes_count: 3,
  mapping: 'shops',
  mapping_version: 1,
  mapping_hash: 'm',
  of_sources: ['urn:example:shops'],
  sends: null,
  actor: 'li',
}
const order: ImportOrderCommand = { type: 'OrderImport', data: ORDER }
const stop: ImportOrderCommand = {
  type: 'StopImport',
  data: { import_id: 'i', actor: 'li', reason: 'the wrong file' },
}
const end = (of: number): ImportOrderCommand => ({
  type: 'EndImportOrder',
  data: { import_id: 'i', order: of, outcome: 'read', code: null, release_lack: null },
})

/** What is decided one after another, as types with the number of the order. */
function decided(commands: readonly ImportOrderCommand[]): readonly string[] {
  let state: ImportOrders = importOrderDecider.initial
  return commands.flatMap((command) =>
    importOrderDecider.decide(command, state).map((event) => {
      state = importOrderDecider.evolve(state, event)
      return `${event.type} ${event.data.order}`
    }),
  )
}

test('while an order is open the same import is not ordered again', () => {
  expect(decided([order, order, end(1), order])).toEqual([
    'ImportOrdered 1',
    'ImportOrderEnded 1',
    'ImportOrdered 2',
  ])
})

test('an order is stopped once, and only while it is open', () => {
  expect(decided([stop, order, stop, stop, end(1), stop])).toEqual([
    'ImportOrdered 1',
    'ImportStopOrdered 1',
    'ImportOrderEnded 1',
  ])
})

test('an order ends once, and not by the end of another', () => {
  expect(decided([order, end(2), end(1), end(1), order, end(1)])).toEqual([
    'ImportOrdered 1',
    'ImportOrderEnded 1',
    'ImportOrdered 2',
  ])
})
