import { Button } from 'antd'
import { useTranslation } from 'react-i18next'

export interface NewsBarProps {
  readonly waiting: number
  readonly mayHaveMissed: boolean
  readonly letIn: () => void
}

/** What came while somebody reads waits here: nothing moves under the cursor. */
export function NewsBar({ waiting, mayHaveMissed, letIn }: NewsBarProps) {
  const { t } = useTranslation('desk')
  return (
    <div className="desk-news" role="status">
      {mayHaveMissed && <span>{t('news.missed')} </span>}
      {(waiting > 0 || mayHaveMissed) && (
        <Button size="small" type="primary" onClick={letIn}>
          {waiting > 0 ? t('news.waiting', { count: waiting }) : t('news.read_anew')}
        </Button>
      )}
    </div>
  )
}
