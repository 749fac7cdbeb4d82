import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useWho } from '#/api/who.ts'
import { Asked } from '#/parts/asked.tsx'
import { minuteOf } from '#/parts/times.ts'
import { useTitle } from '#/parts/use-title.ts'
import { DossierHistory } from '#/print/dossier-history.tsx'
import { DossierIdentity } from '#/print/dossier-identity.tsx'
import { dossierQuery, maskedIn, VERSIONS_MAX, type Dossier } from '#/print/dossier-queries.ts'
import { DossierAlerts, DossierRisk } from '#/print/dossier-risk.tsx'
import { Paper } from '#/print/paper.tsx'

/** 一企一档 on paper. */
export function DossierPage() {
  const { subjectId } = useParams({ from: '/print/subjects/$subjectId' })
  const { t } = useTranslation('print')
  const found = useQuery(dossierQuery(subjectId))
  useTitle(`${t('dossier.title')} ${subjectId}`)
  if (found.data === undefined) return <Asked of={found} />
  return (
    <>
      <Asked of={found} />
      <DossierSheets dossier={found.data} />
    </>
  )
}

function DossierSheets({ dossier }: { readonly dossier: Dossier }) {
  const { t } = useTranslation('print')
  const { actor } = useWho()
  const { detail, risk, read_at } = dossier
  const notes = [
    t('note.dossier'),
    ...(maskedIn(dossier) ? [t('note.dossier_masked')] : []),
    ...(dossier.more_versions ? [t('history.more', { number: VERSIONS_MAX })] : []),
    t('note.file'),
  ]
  return (
    <Paper
      by={actor}
      at={read_at}
      back={`/subjects/${encodeURIComponent(detail.subject_id)}`}
      notes={notes}
    >
      <header className="paper-head">
        <h1>{t('dossier.title')}</h1>
        <p className="paper-number">{detail.name ?? detail.subject_id}</p>
        <p className="paper-number">
          {t('dossier.times', { as_of: minuteOf(risk.as_of), read: minuteOf(read_at) })}
        </p>
      </header>
      <DossierIdentity dossier={dossier} />
      <DossierRisk dossier={dossier} />
      <DossierAlerts dossier={dossier} />
      <DossierHistory dossier={dossier} />
    </Paper>
  )
}
