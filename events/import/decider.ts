import type { Decider } from '#/decider.ts'
import type { ImportOrdered, ImportOrderEnded, ImportStopOrdered } from '#/import/events.ts'

export type ImportOrderEvent =
  | { readonly type: 'ImportOrdered'; readonly data: ImportOrdered }
  | { readonly type: 'ImportStopOrdered'; readonly data: ImportStopOrdered }
  | { readonly type: 'ImportOrderEnded'; readonly data: ImportOrderEnded }

export type ImportOrderCommand =
  | { readonly type: 'OrderImport'; readonly data: Omit<ImportOrdered, 'order'> }
  | { readonly type: 'StopImport'; readonly data: Omit<ImportStopOrdered, 'order'> }
  | { readonly type: 'EndImportOrder'; readonly data: ImportOrderEnded }

/** The orders of one import: at most one is open. */
export interface ImportOrders {
  readonly orders: number
  readonly open: ImportOrdered | null
  readonly stop_ordered: boolean
}

/**
 * While an order is open, the same import is not ordered again: whoever asks has the one that is
 * there. An order ends once.
 */
export const importOrderDecider: Decider<ImportOrders, ImportOrderCommand, ImportOrderEvent> = {
  initial: { orders: 0, open: null, stop_ordered: false },
  decide(command, { orders, open, stop_ordered }) {
    switch (command.type) {
      case 'OrderImport':
        return open === null
          ? [{ type: 'ImportOrdered', data: { ...command.data, order: orders + 1 } }]
          : []
      case 'StopImport':
        return open === null || stop_ordered
          ? []
          : [{ type: 'ImportStopOrdered', data: { ...command.data, order: orders } }]
      case 'EndImportOrder':
        return open?.order === command.data.order
          ? [{ type: 'ImportOrderEnded', data: command.data }]
          : []
    }
  },
  evolve(state, { type, data }) {
    switch (type) {
      case 'ImportOrdered':
        return { orders: data.order, open: data, stop_ordered: false }
      case 'ImportStopOrdered':
        return { ...state, stop_ordered: true }
      case 'ImportOrderEnded':
        return { ...state, open: null, stop_ordered: false }
    }
  },
}
