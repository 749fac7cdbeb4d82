import { Button } from 'antd'
import type { AlertStepRead } from '#/alert/alert-queries.ts'
import { stepSentence } from '#/alert/step-sentence.ts'
import { useStepWords } from '#/alert/step-words.ts'
import { minuteOf } from '#/parts/times.ts'

export interface NewsProps {
  readonly news: readonly AlertStepRead[]
  readonly dismiss: () => void
}

/** What others have just done; forms that are open stay as they are. */
export function News({ news, dismiss }: NewsProps) {
  const words = useStepWords()
  const { t } = words
  return (
    <div role="status" className={news.length === 0 ? '' : 'alert-news'}>
      {news.length > 0 && (
        <>
          <strong>{t('news.title')}</strong>
          <ul>
            {news.map((step) => (
              <li key={step.event_id}>
                {minuteOf(step.occurred_at)} {stepSentence(step, words)}
                {step.reason !== '' && ` (${step.reason})`}
              </li>
            ))}
          </ul>
          <Button size="small" onClick={dismiss}>
            {t('news.seen')}
          </Button>
        </>
      )}
    </div>
  )
}
