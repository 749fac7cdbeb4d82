import { useMutation } from '@tanstack/react-query'
import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import type { NextAlertView } from '@jianwei/services/server/views/alert-bulk-view.ts'
import { send } from '#/api/ask.ts'
import { Unreachable } from '#/api/failures.ts'
import { useOrderKeys } from '#/api/order-key.ts'
import type { ListQuestion } from '#/desk/alert-list.ts'
import { tellStepTaken } from '#/parts/send-step.ts'
import { minuteOf } from '#/parts/times.ts'

export interface NextAlert {
  readonly take: () => void
  readonly isTaking: boolean
  readonly failure: unknown
}

/** Claims the first alert of the list that nobody has, and opens it. */
export function useNextAlert(
  { filter, text, order }: ListQuestion,
  open: (alert_id: string) => void,
): NextAlert {
  const { t } = useTranslation('desk')
  const { message } = App.useApp()
  const keys = useOrderKeys()
  const body = { ...filter, order, ...(text === '' ? {} : { text }) }
  const taking = useMutation({
    mutationFn: (asked: typeof body) =>
      send<typeof NextAlertView>('/v1/alerts/next', { body: asked, key: keys.of(asked) }),
    onSuccess: ({ taken }) => {
      if (taken === null) {
        message.info(t('next.none'))
        return
      }
      tellStepTaken(taken)
      message.success(t('next.taken', { until: minuteOf(taken.claimed_until) }))
      open(taken.alert_id)
    },
    // Without an answer it may have been claimed: the same request finds it again.
    onSettled: (_taken, error, asked) => {
      if (!(error instanceof Unreachable)) keys.forget(asked)
    },
  })
  return { take: () => taking.mutate(body), isTaking: taking.isPending, failure: taking.error }
}
