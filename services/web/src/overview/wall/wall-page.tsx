import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useLiveAlerts } from '#/live/use-live.ts'
import { countSaid } from '#/overview/count-said.ts'
import { overviewQuery } from '#/overview/overview-queries.ts'
import { NUMBERS } from '#/overview/overview-search.ts'
import { useFollowAlerts } from '#/overview/use-follow-alerts.ts'
import { useRotation } from '#/overview/wall/use-rotation.ts'
import { useSecond } from '#/overview/wall/use-screen.ts'
import { WallDomains } from '#/overview/wall/wall-domains.tsx'
import { WallHead } from '#/overview/wall/wall-head.tsx'
import { WallRegions } from '#/overview/wall/wall-regions.tsx'
import { turnOf, type WallSearch } from '#/overview/wall/wall-search.ts'
import { wallStateOf } from '#/overview/wall/wall-state.ts'
import { WallTrend } from '#/overview/wall/wall-trend.tsx'
import '#/overview/overview.css'
import '#/overview/wall/wall.css'

const VIEWS = [
  { name: 'regions', View: WallRegions },
  { name: 'trend', View: WallTrend },
  { name: 'domains', View: WallDomains },
] as const

/** The overview for a screen that hangs on a wall and that nobody sits at. */
export function WallPage() {
  const { t } = useTranslation('overview')
  const search: WallSearch = useSearch({ from: '/wall' })
  const now = useSecond()
  const { data, error, dataUpdatedAt } = useQuery({
    ...overviewQuery(search),
    refetchIntervalInBackground: true,
  })
  useLiveAlerts()
  useFollowAlerts()
  const { view, isPaused, pause, turnTo } = useRotation(VIEWS.length, turnOf(search))
  const shown = VIEWS[view] ?? VIEWS[0]
  const state = wallStateOf({ error, updated_at: dataUpdatedAt, now })
  return (
    <main className={`wall wall-${state}`}>
      <WallHead overview={data} updated_at={dataUpdatedAt} {...{ state, now }} />
      {data === undefined && <p className="wall-waiting">{t('wall.waiting')}</p>}
      {data !== undefined && (
        <>
          <ul className="wall-numbers">
            {NUMBERS.map((name) => (
              <li key={name}>
                <span>{t(`number.${name}`)}</span>
                <strong>{countSaid(data[name].count)}</strong>
                <small>{t(`number_hint.${name}`, { days: data.period.days })}</small>
              </li>
            ))}
          </ul>
          <div className={`wall-view wall-view-${shown.name}`}>
            <shown.View overview={data} number={search.number ?? 'open_alerts'} />
          </div>
        </>
      )}
      <footer>
        {VIEWS.map(({ name }, index) => (
          <button
            key={name}
            type="button"
            aria-pressed={index === view}
            onClick={() => turnTo(index)}
          >
            {t(`wall.views.${name}`)}
          </button>
        ))}
        <button type="button" onClick={pause}>
          {t(isPaused ? 'wall.go_on' : 'wall.pause')}
        </button>
      </footer>
    </main>
  )
}
