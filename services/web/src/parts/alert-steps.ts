import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { AlertChangedProblem } from '@jianwei/services/server/views/alert-step-view.ts'
import type { Answer } from '#/api/ask.ts'
import { AskFailed } from '#/api/failures.ts'
import { useOrderKeys } from '#/api/order-key.ts'
import { sendStep, type StepOrder, type StepTaken } from '#/parts/send-step.ts'
import { useUndoNotice } from '#/parts/undo-notice.tsx'

/** What others did since the revision that was on the screen. */
export type OthersStep = NonNullable<Answer<typeof AlertChangedProblem>['changes']>[number]

export interface AlertChangedMeanwhile {
  /** Of the alert now: with it the same step can be sent again, once somebody has looked. */
  readonly revision: number
  readonly changes: readonly OthersStep[]
}

export interface AlertStepUse {
  /**
   * Sends the step. Undefined where it failed: `failure` says why, and what was typed is for the
   * form to keep. The same order sent again after no answer is taken once.
   */
  readonly take: (order: StepOrder) => Promise<StepTaken | undefined>
  readonly isSending: boolean
  /** Null, or what `FailureNotice` shows. */
  readonly failure: unknown
  /** Where somebody else was faster. */
  readonly changed: AlertChangedMeanwhile | undefined
  /** Forgets the failure, as when a form is closed. */
  readonly dismiss: () => void
}

/**
 * Takes steps with alerts: with revision and key, and with a notice that offers to undo what was
 * done where the desk has a step that makes up for it.
 */
export function useAlertStep(): AlertStepUse {
  const keys = useOrderKeys()
  const [failure, setFailure] = useState<unknown>(null)
  const sending = useMutation({ mutationFn: sendStep })
  const offerUndo = useUndoNotice()

  async function take(order: StepOrder): Promise<StepTaken | undefined> {
    setFailure(null)
    try {
      const taken = await sending.mutateAsync({ ...order, key: keys.of(order) })
      keys.forget(order)
      offerUndo(order.step, taken)
      return taken
    } catch (error) {
      setFailure(error)
      return undefined
    }
  }

  return {
    take,
    isSending: sending.isPending,
    failure,
    changed: changedMeanwhile(failure),
    dismiss: () => setFailure(null),
  }
}

/** What somebody else did, where that is why the step was refused. */
function changedMeanwhile(failure: unknown): AlertChangedMeanwhile | undefined {
  if (!(failure instanceof AskFailed)) return undefined
  // What the route adds to the problem.
  const { revision, changes } = failure.problem as Partial<Answer<typeof AlertChangedProblem>>
  return revision === undefined || changes === undefined ? undefined : { revision, changes }
}
