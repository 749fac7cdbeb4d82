import { useEffect, useRef } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import { send } from '#/api/ask.ts'
import { actorSaid } from '#/parts/actor.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Section } from '#/parts/section.tsx'
import { minuteOf } from '#/parts/times.ts'
import { ordersQuery, type OrderRead } from '#/sources/group-queries.ts'
import { OutcomesSaid } from '#/sources/outcomes-said.tsx'
import { useGroupOrder } from '#/sources/use-group-order.ts'

/** What was ordered for a group, how far it is, and what became of it. */
export function GroupOrders({ groupId }: { readonly groupId: string }) {
  const { t } = useTranslation('sources')
  const client = useQueryClient()
  const found = useQuery(ordersQuery)
  const orders = ofGroup(found.data?.items ?? [], groupId)
  const open = orders.filter(({ ended_at }) => ended_at === null).length
  const before = useRef(open)
  useEffect(() => {
    // What ended has changed the group and its rows.
    if (open < before.current) void client.invalidateQueries({ queryKey: ['quarantine'] })
    before.current = open
  }, [client, open])
  return (
    <Section title={t('orders.title')}>
      {orders.length === 0 && <p>{t('orders.none')}</p>}
      <ol className="orders">
        {orders.map((order) => (
          <li key={order.order_id}>
            <Order order={order} />
          </li>
        ))}
      </ol>
    </Section>
  )
}

/** Those of the group, and those that restored what they dismissed. */
function ofGroup(orders: readonly OrderRead[], groupId: string): readonly OrderRead[] {
  const own = new Set(
    orders
      .filter(({ selection }) => 'group_id' in selection && selection.group_id === groupId)
      .map(({ order_id }) => order_id),
  )
  return orders.filter(
    ({ order_id, selection }) =>
      own.has(order_id) || ('dismissal_id' in selection && own.has(selection.dismissal_id)),
  )
}

function Order({ order }: { readonly order: OrderRead }) {
  const { t } = useTranslation('sources')
  const { t: word } = useTranslation('words')
  const client = useQueryClient()
  const restoring = useGroupOrder()
  const stopping = useMutation({
    mutationFn: () => send(`/v1/quarantine/orders/${order.order_id}/stop`),
    onSettled: () => void client.invalidateQueries({ queryKey: ['quarantine', 'orders'] }),
  })
  const { kind, actor, at, reason, inputs, left, state, outcomes } = order
  const isOpen = order.ended_at === null
  const done = inputs === 0 ? 100 : Math.floor(((inputs - left) * 100) / inputs)
  return (
    <>
      <strong>{t(`orders.kind.${kind}`)}</strong> · {minuteOf(at)} ·{' '}
      {actor === null ? t('input.nobody') : actorSaid(actor, word)} ·{' '}
      <span role="status">{t(`orders.state.${state}`)}</span>
      {isOpen && <Progress percent={done} aria-label={t('orders.progress')} />}
      <p>
        {t('orders.inputs', { count: inputs })} <OutcomesSaid outcomes={outcomes} />
        {left > 0 && !isOpen && <span>{t('orders.left', { count: left })}</span>}
      </p>
      {reason !== null && (
        <p className="soft">
          {t('orders.reason')}: {reason}
        </p>
      )}
      {[stopping.error, restoring.error].map(
        (failure) => failure !== null && <FailureNotice key="failure" failure={failure} />,
      )}
      {isOpen && state !== 'stopping' && (
        <Button size="small" loading={stopping.isPending} onClick={() => stopping.mutate()}>
          {t('orders.stop')}
        </Button>
      )}
      {kind === 'dismiss' && (outcomes.dismissed ?? 0) > 0 && (
        <Button
          size="small"
          loading={restoring.isPending}
          disabled={restoring.isSuccess}
          onClick={() =>
            restoring.mutate({
              kind: 'restore',
              selection: { dismissal_id: order.order_id },
              reason: t('orders.restored'),
            })
          }
        >
          {t('orders.restore')}
        </Button>
      )}
    </>
  )
}
