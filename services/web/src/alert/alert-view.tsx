import { useState, type ReactNode } from 'react'
import { ActionsSection } from '#/alert/actions-section.tsx'
import { AgainstSection } from '#/alert/against-section.tsx'
import { AlertHead } from '#/alert/alert-head.tsx'
import type { AlertRead } from '#/alert/alert-queries.ts'
import { Documents } from '#/alert/documents.tsx'
import { DutiesSection } from '#/alert/duties-section.tsx'
import { EvidenceSection } from '#/alert/evidence-section.tsx'
import { FilesSection } from '#/alert/files-section.tsx'
import { JointSection } from '#/alert/joint-section.tsx'
import { LifeSection } from '#/alert/life-section.tsx'
import { LinksSection } from '#/alert/links-section.tsx'
import type { ListSearch } from '#/alert/list-search.ts'
import { Moves } from '#/alert/moves.tsx'
import { RecordDrawer } from '#/parts/record-drawer.tsx'
import { News } from '#/alert/news.tsx'
import { PeopleSection } from '#/alert/people-section.tsx'
import { RuleSection } from '#/alert/rule-section.tsx'
import { SimilarSection } from '#/alert/similar-section.tsx'
import { useAlert, useNews, useViewed } from '#/alert/use-alert.ts'
import { WhySection } from '#/alert/why-section.tsx'
import { handlesAlerts, useWho } from '#/api/who.ts'
import { Asked } from '#/parts/asked.tsx'
import '#/alert/alert.css'
import '#/parts/facts.css'
import '#/alert/alert-work.css'

export interface AlertViewProps {
  readonly alertId: string
  /** The list from which it was opened. */
  readonly search: ListSearch
  readonly isWide?: boolean
  readonly move: (alertId: string) => void
  readonly leave: () => void
  readonly aside: ReactNode
}

/** All that is known of an alert, and what can be done with it. */
export function AlertView({ alertId, search, isWide, move, leave, aside }: AlertViewProps) {
  const who = useWho()
  const mayHandle = handlesAlerts(who)
  const { alert, error, refetch } = useAlert(alertId)
  const { news, dismiss } = useNews(alert, who.actor)
  useViewed(alertId, mayHandle)
  return (
    <article className={isWide === true ? 'alert alert-wide' : 'alert'}>
      <div className="alert-bar">
        <Moves alertId={alertId} search={search} move={move} />
        <span className="alert-aside">{aside}</span>
      </div>
      <News news={news} dismiss={dismiss} />
      <Asked of={{ data: alert, error, refetch }} />
      {alert !== undefined && (
        <Whole alert={alert} actor={who.actor} mayHandle={mayHandle} leave={leave} />
      )}
    </article>
  )
}

interface WholeProps {
  readonly alert: AlertRead
  readonly actor: string
  readonly mayHandle: boolean
  readonly leave: () => void
}

function Whole({ alert, actor, mayHandle, leave }: WholeProps) {
  const [chosen, choose] = useState(alert.happened?.warning_id ?? undefined)
  const [opened, open] = useState<string>()
  const warning = alert.warnings.find((one) => one.warning_id === chosen) ?? alert.warnings[0]
  const { alert_id } = alert
  return (
    <>
      {/* On a narrow screen in this order: what to do comes before all that there is to read. */}
      <div className="alert-columns">
        <div className="alert-what">
          <AlertHead alert={alert} />
          <WhySection alert={alert} warning={warning} choose={choose} />
        </div>
        <div className="alert-steps">
          <ActionsSection alert={alert} actor={actor} mayHandle={mayHandle} leave={leave} />
        </div>
        <div className="alert-reading">
          <EvidenceSection alert={alert} warning={warning} open={open} />
          <RuleSection alert={alert} />
          <SimilarSection alertId={alert_id} />
          <AgainstSection alertId={alert_id} open={open} />
        </div>
        <div className="alert-working">
          <LifeSection alert={alert} mayHandle={mayHandle} />
          <DutiesSection alertId={alert_id} mayHandle={mayHandle} />
          <JointSection alert={alert} mayHandle={mayHandle} />
          <FilesSection alert={alert} mayHandle={mayHandle} />
          <LinksSection alert={alert} mayHandle={mayHandle} open={open} />
          <PeopleSection alert={alert} actor={actor} mayHandle={mayHandle} />
          {mayHandle && <Documents alert={alert} />}
        </div>
      </div>
      <RecordDrawer eventId={opened} close={() => open(undefined)} />
    </>
  )
}
