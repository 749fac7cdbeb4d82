import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { Asked } from '#/parts/asked.tsx'
import { eventQuery } from '#/parts/event-query.ts'
import { EventRecord } from '#/parts/event-record.tsx'

export interface RecordDrawerProps {
  /** Undefined while it is closed. */
  readonly eventId: string | undefined
  readonly close: () => void
}

/** The event behind a fact, as the log keeps it: where every path ends. */
export function RecordDrawer({ eventId, close }: RecordDrawerProps) {
  const { t } = useTranslation('record')
  const found = useQuery({ ...eventQuery(eventId ?? ''), enabled: eventId !== undefined })
  return (
    <Drawer
      open={eventId !== undefined}
      onClose={close}
      title={t('title')}
      size={560}
      destroyOnHidden
    >
      <Asked of={found} />
      {found.data !== undefined && <EventRecord key={found.data.event_id} event={found.data} />}
    </Drawer>
  )
}
