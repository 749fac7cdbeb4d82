import { useState } from 'react'
import { Button, Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { dayOf } from '#/parts/times.ts'
import { Section } from '#/parts/section.tsx'
import { momentSaid, type Moment } from '#/subject/moment.ts'
import { MomentSlider } from '#/subject/moment-slider.tsx'
import { MonthPicks } from '#/subject/month-picks.tsx'
import { isNow, type Order, type Viewpoint } from '#/subject/subject-search.ts'
import '#/subject/moment.css'

export interface MomentPanelProps {
  readonly at: Viewpoint
  readonly look: (at: Viewpoint) => void
  /** When its first fact happened. */
  readonly first: string
}

const ORDERS: readonly Order[] = ['platform', 'source']

/** From where in time one looks: what was true on a day, and what was known on a day. */
export function MomentPanel({ at, look, first }: MomentPanelProps) {
  const { t } = useTranslation('subject')
  const [isTogether, setTogether] = useState(at.as_of === at.as_known_at)
  const days = { first: dayOf(first), last: dayOf(new Date().toISOString()) }

  function choose(changed: Partial<Viewpoint>, moment: Moment | undefined): void {
    look({ ...at, ...(isTogether ? { as_of: moment, as_known_at: moment } : changed) })
  }

  return (
    <Section className="moment-panel" title={t('moment.title')}>
      <p role="status" className="moment-said">
        {isNow(at)
          ? t('moment.said_now')
          : t(`moment.said_${at.by}`, {
              as_of: at.as_of === undefined ? t('moment.now') : momentSaid(at.as_of),
              known: at.as_known_at === undefined ? t('moment.now') : momentSaid(at.as_known_at),
            })}
        {!isNow(at) && (
          <Button
            size="small"
            onClick={() => look({ as_of: undefined, as_known_at: undefined, by: at.by })}
          >
            {t('moment.back_to_now')}
          </Button>
        )}
      </p>
      <MonthPicks
        {...days}
        chosen={at.as_known_at ?? at.as_of}
        choose={(day) => look({ ...at, as_of: day, as_known_at: day })}
      />
      <div className="moment-sliders">
        <MomentSlider
          {...days}
          label={t('moment.as_of')}
          hint={t('moment.as_of_hint')}
          moment={at.as_of}
          choose={(moment) => choose({ as_of: moment }, moment)}
        />
        <MomentSlider
          {...days}
          label={t('moment.as_known_at')}
          hint={t('moment.as_known_at_hint')}
          moment={at.as_known_at}
          choose={(moment) => choose({ as_known_at: moment }, moment)}
        />
      </div>
      <div className="subject-row">
        <Checkbox checked={isTogether} onChange={({ target }) => setTogether(target.checked)}>
          {t('moment.together')}
        </Checkbox>
        <fieldset className="moment-orders">
          <legend>{t('moment.order')}</legend>
          {ORDERS.map((order) => (
            <label key={order} title={t(`moment.by_${order}_hint`)}>
              <input
                type="radio"
                name="order"
                checked={at.by === order}
                onChange={() => look({ ...at, by: order })}
              />
              {t(`moment.by_${order}`)}
            </label>
          ))}
        </fieldset>
      </div>
    </Section>
  )
}
