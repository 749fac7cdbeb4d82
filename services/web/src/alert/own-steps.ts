import type { AlertRead } from '#/alert/alert-queries.ts'
import type { StepTaken } from '#/parts/send-step.ts'

/** Where own steps have brought an alert, which what is read shows a moment later. */
export interface OwnSteps {
  readonly revision: number
  readonly state: AlertRead['state']
}

/**
 * After one more own step. A step that named the revision on the screen was decided there, and one
 * that is the very next leaves no room for others; behind any other may lie what others did, which
 * nobody here has seen yet.
 */
export function withOwnStep(
  own: OwnSteps | undefined,
  { revision, state }: Pick<StepTaken, 'revision' | 'state'>,
  { seen, shown }: { readonly seen: number | undefined; readonly shown: number },
): OwnSteps | undefined {
  const known = Math.max(own?.revision ?? shown, shown)
  const isOwn = seen === known || revision === known + 1
  return isOwn ? { revision, state } : own
}

/** The alert as own steps left it, until that is read. */
export function afterOwnSteps(alert: AlertRead, own: OwnSteps | undefined): AlertRead {
  return own === undefined || own.revision <= alert.revision ? alert : { ...alert, ...own }
}
