import type { ParseKeys } from 'i18next'
import type { AlertStepTakenView } from '@jianwei/services/server/views/alert-step-view.ts'
import { send, type Answer } from '#/api/ask.ts'
import { client } from '#/api/client.ts'

/** The last part of a step's address; `words:step` names each, `words:step_done` once taken. */
export type StepName = NameIn<ParseKeys<'words'>>
type NameIn<Key> = Key extends `step.${infer Name}` ? Name : never

export interface StepOrder {
  readonly alert_id: string
  readonly step: StepName
  readonly body?: Readonly<Record<string, unknown>>
  /** The one that was on the screen. Marks, such as a comment or a tag, need none. */
  readonly revision?: number
}

export type StepTaken = Answer<typeof AlertStepTakenView>

/** `seen`: the revision at which it was decided, where the step named one. */
type Listener = (taken: StepTaken, seen: number | undefined) => void
const listeners = new Set<Listener>()

/** Hears of every step that is taken in this tab, undoing among them. Returns how to stop. */
export function onStepTaken(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Sends a step and has what was read of its alert read again. Throws as `send`. */
export async function sendStep({
  alert_id,
  step,
  body = {},
  revision,
  key,
}: StepOrder & { readonly key: string }): Promise<StepTaken> {
  const taken = await send<typeof AlertStepTakenView>(`/v1/alerts/${alert_id}/${step}`, {
    body,
    key,
    ...(revision === undefined ? {} : { revision }),
  })
  tellStepTaken(taken, revision)
  return taken
}

/** Has what was read of the alert read again, and tells whoever listens. */
export function tellStepTaken(taken: StepTaken, seen?: number): void {
  void client.invalidateQueries({ queryKey: ['alert', taken.alert_id] })
  for (const listener of listeners) listener(taken, seen)
}
