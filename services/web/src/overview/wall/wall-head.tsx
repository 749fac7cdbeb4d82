import { useTranslation } from 'react-i18next'
import { useLiveState } from '#/live/use-live.ts'
import type { Overview } from '#/overview/overview-queries.ts'
import { minuteOf, secondOf } from '#/parts/times.ts'
import type { WallState } from '#/overview/wall/wall-state.ts'

export interface WallHeadProps {
  readonly overview: Overview | undefined
  readonly state: WallState
  /** In milliseconds; 0 for never. */
  readonly updated_at: number
  readonly now: number
}

/** The time of the data and of the last update, and loudly that there is none. */
export function WallHead({ overview, state, updated_at, now }: WallHeadProps) {
  const { t } = useTranslation('overview')
  const { t: app } = useTranslation()
  const live = useLiveState()
  const recorded = overview?.data.recorded_at ?? null
  const updated = updated_at === 0 ? null : new Date(updated_at).toISOString()
  const minutes = Math.floor((now - updated_at) / 60_000)
  return (
    <header>
      <div className="wall-title">
        <h1>
          {app('title')} {t('title')}
        </h1>
        <dl>
          {overview?.region != null && (
            <div>
              <dt>{t('regions.column')}</dt>
              <dd>{overview.region}</dd>
            </div>
          )}
          <div>
            <dt>{t('data.recorded')}</dt>
            <dd>{recorded === null ? t('data.none') : minuteOf(recorded)}</dd>
          </div>
          <div>
            <dt>{t('wall.updated')}</dt>
            <dd>{updated === null ? t('wall.never') : secondOf(updated)}</dd>
          </div>
        </dl>
        <p className={`wall-live wall-live-${live.is}`}>
          {live.is === 'live' ? '● ' : '○ '}
          {t(`wall.live.${live.is}`)}
        </p>
      </div>
      <div role="alert">
        {state !== 'current' && (
          <p className="wall-alarm">
            {t(`wall.state.${state}`)}
            {updated !== null && ` ${t('wall.old', { time: minuteOf(updated), minutes })}`}
          </p>
        )}
      </div>
    </header>
  )
}
