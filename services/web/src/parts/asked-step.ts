import { useSyncExternalStore } from 'react'
import type { StepName } from '#/parts/send-step.ts'

/*
 * A key of a list asks for a step that needs a form, and whatever shows the alert opens its form.
 * Kept in memory alone: an address that opens a form would open it again for whoever comes back.
 */

interface Asked {
  readonly alert_id: string
  readonly step: StepName
}

let asked: Asked | undefined
const listeners = new Set<() => void>()

/** Asks whoever shows the alert, now or next, for the form of a step. */
export function askForStep(alert_id: string, step: StepName): void {
  tell({ alert_id, step })
}

/** The form has been opened, or nobody wants it any more. */
export function answerAskedStep(): void {
  tell(undefined)
}

/** The step whose form somebody asked for. Call `answerAskedStep` once it is open. */
export function useAskedStep(alert_id: string): StepName | undefined {
  const now = useSyncExternalStore(listen, current)
  return now?.alert_id === alert_id ? now.step : undefined
}

function tell(next: Asked | undefined): void {
  asked = next
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function current(): Asked | undefined {
  return asked
}
