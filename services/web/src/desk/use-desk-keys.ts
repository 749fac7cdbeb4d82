import type { ListedAlert } from '#/desk/alert-list.ts'
import type { BulkStepName } from '#/desk/bulk-orders.ts'
import type { AlertRows } from '#/desk/use-alert-rows.ts'
import type { DeskPlace } from '#/desk/use-desk-place.ts'
import type { Selection } from '#/desk/use-selection.ts'
import type { AlertStepUse } from '#/parts/alert-steps.ts'
import { askForStep } from '#/parts/asked-step.ts'
import { useKeys } from '#/parts/keys.ts'
import type { StepName } from '#/parts/send-step.ts'

export interface DeskKeys {
  readonly list: AlertRows
  readonly place: DeskPlace
  readonly selection: Selection
  /** The row on which steps are taken. */
  readonly focused: ListedAlert | undefined
  readonly take: AlertStepUse['take']
  readonly search: () => void
  readonly showKeys: () => void
  readonly takeNext: () => void
  readonly bulk: (step: BulkStepName) => void
  /** Whether somebody works on alerts at all. */
  readonly mayHandle: boolean
}

/** From the list to a decision without a mouse. */
export function useDeskKeys(desk: DeskKeys): void {
  const { list, place, selection, focused, take, mayHandle } = desk
  const isMany = selection.ids.size > 0
  const form = (step: StepName): void => {
    if (focused === undefined) return
    askForStep(focused.alert_id, step)
    if (place.opened !== focused.alert_id) place.open(place.focus)
  }
  const sign = (): void => {
    if (focused === undefined) return
    const { alert_id, revision } = focused
    void take({ alert_id, step: 'sign', revision })
  }
  const leave = (): void => {
    if (place.opened !== undefined) place.close()
    else selection.clear()
  }
  useKeys({
    j: () => place.step(1),
    k: () => place.step(-1),
    enter: () => place.open(place.focus),
    x: () => {
      const row = list.rows[place.focus]
      if (row !== undefined) selection.toggle(row.alert_id)
    },
    ...(mayHandle
      ? {
          s: isMany ? () => desk.bulk('sign') : sign,
          v: () => form('verify'),
          c: isMany ? () => desk.bulk('close') : () => form('close'),
          t: desk.takeNext,
        }
      : {}),
    r: list.readAnew,
    '/': desk.search,
    '?': desk.showKeys,
    escape: leave,
  })
}
