import { useEffect, useRef, useState } from 'react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { alertQuery, addressOf, type AlertRead, type AlertStepRead } from '#/alert/alert-queries.ts'
import { afterOwnSteps, withOwnStep, type OwnSteps } from '#/alert/own-steps.ts'
import { isQuiet } from '#/alert/step-sentence.ts'
import { send } from '#/api/ask.ts'
import { onAlertChange } from '#/live/live.ts'
import { onStepTaken } from '#/parts/send-step.ts'

const AGAIN_MS = 500
/** After so long the warehouse is behind for other reasons, and the stream will say more. */
const AGAIN_UNTIL_MS = 15_000

/**
 * The alert as it stands. A step, whoever took it, is in the log at once and in what is read a
 * moment later: it is read again until it is there.
 */
export function useAlert(alertId: string) {
  const [awaited, wait] = useState(0)
  const [own, setOwn] = useState<OwnSteps>()
  const shown = useRef(0)
  const heardAt = useRef(0)
  useEffect(() => {
    const hear = (position: number | null): void => {
      if (position === null) return
      heardAt.current = Date.now()
      wait((before) => Math.max(before, position))
    }
    const stops = [
      onAlertChange((change) => change.alert_id === alertId && hear(change.position)),
      onStepTaken((taken, seen) => {
        if (taken.alert_id !== alertId) return
        hear(taken.position)
        setOwn((before) => withOwnStep(before, taken, { seen, shown: shown.current }))
      }),
    ]
    return () => stops.forEach((stop) => stop())
  }, [alertId])
  const found = useQuery({
    ...alertQuery(alertId),
    refetchInterval: ({ state }) => {
      const isThere = state.data === undefined || isAsOf(state.data, awaited)
      return isThere || Date.now() - heardAt.current > AGAIN_UNTIL_MS ? false : AGAIN_MS
    },
  })
  useEffect(() => {
    shown.current = found.data?.revision ?? 0
  }, [found.data?.revision])
  const alert = found.data === undefined ? undefined : afterOwnSteps(found.data, own)
  return { alert, error: found.error, refetch: found.refetch }
}

/** Steps of others that came while the alert was on the screen, until they are dismissed. */
export function useNews(alert: AlertRead | undefined, actor: string) {
  const client = useQueryClient()
  const [seen, see] = useState<number>()
  const newest = alert === undefined ? undefined : newestOf(alert)
  useEffect(() => {
    if (seen === undefined && newest !== undefined) see(newest)
  }, [seen, newest])
  useEffect(() => {
    // Clocks and places in lists follow from steps.
    if (alert === undefined) return
    void client.invalidateQueries({ queryKey: ['alert', alert.alert_id, 'duties'] })
  }, [client, alert?.alert_id, newest])
  const news: readonly AlertStepRead[] =
    seen === undefined
      ? []
      : (alert?.steps ?? []).filter(
          (step) => step.position > seen && step.actor !== actor && !isQuiet(step),
        )
  return { news, dismiss: () => newest !== undefined && see(newest) }
}

/** Says once that somebody opened the alert, where they work on alerts. */
export function useViewed(alertId: string, mayHandle: boolean): void {
  useEffect(() => {
    if (!mayHandle) return
    // A look that is not noted takes nothing from who looks: the next one is.
    void send(addressOf(alertId, 'view'), { body: {} }).catch(() => undefined)
  }, [alertId, mayHandle])
}

function newestOf({ steps }: AlertRead): number {
  return steps.at(-1)?.position ?? 0
}

/** The row of an alert and its steps are written one after the other. */
function isAsOf(alert: AlertRead, position: number): boolean {
  return newestOf(alert) >= position && alert.revision >= alert.steps.length - 1
}
