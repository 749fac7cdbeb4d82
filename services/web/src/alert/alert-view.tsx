import { useState, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { AgainstSection } from '#/alert/against-section.tsx'
import { AlertHead } from '#/alert/alert-head.tsx'
import { alertQuery } from '#/alert/alert-queries.ts'
import { DutiesSection } from '#/alert/duties-section.tsx'
import { EvidenceSection } from '#/alert/evidence-section.tsx'
import type { ListSearch } from '#/alert/list-search.ts'
import { Moves } from '#/alert/moves.tsx'
import { RecordDrawer } from '#/parts/record-drawer.tsx'
import { RuleSection } from '#/alert/rule-section.tsx'
import { SimilarSection } from '#/alert/similar-section.tsx'
import { WhySection } from '#/alert/why-section.tsx'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Loading } from '#/parts/loading.tsx'
import '#/alert/alert.css'
import '#/parts/facts.css'

export interface AlertViewProps {
  readonly alertId: string
  /** The list from which it was opened. */
  readonly search: ListSearch
  readonly isWide?: boolean
  readonly move: (alertId: string) => void
  readonly aside: ReactNode
}

/** All that is known of an alert, and what can be done with it. */
export function AlertView({ alertId, search, isWide, move, aside }: AlertViewProps) {
  const found = useQuery(alertQuery(alertId))
  const [chosen, choose] = useState<string>()
  const [opened, open] = useState<string>()
  const alert = found.data
  const warning = alert?.warnings.find((one) => one.warning_id === chosen) ?? alert?.warnings[0]
  return (
    <article className={isWide === true ? 'alert alert-wide' : 'alert'}>
      <div className="alert-bar">
        <Moves alertId={alertId} search={search} move={move} />
        <span className="alert-aside">{aside}</span>
      </div>
      {found.error !== null && (
        <FailureNotice failure={found.error} retry={() => void found.refetch()} />
      )}
      {alert === undefined && found.error === null && <Loading />}
      {alert !== undefined && (
        <div className="alert-columns">
          <div className="alert-reading">
            <AlertHead alert={alert} />
            <WhySection alert={alert} warning={warning} choose={choose} />
            <EvidenceSection alert={alert} warning={warning} open={open} />
            <RuleSection alert={alert} />
            <SimilarSection alertId={alertId} />
            <AgainstSection alertId={alertId} open={open} />
          </div>
          <div className="alert-working">
            <DutiesSection alertId={alertId} />
          </div>
        </div>
      )}
      <RecordDrawer eventId={opened} close={() => open(undefined)} />
    </article>
  )
}
