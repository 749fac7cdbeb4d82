import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { handlesAlerts, useWho } from '#/api/who.ts'
import { actorSaid } from '#/parts/actor.ts'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { regionSaid } from '#/parts/region-said.ts'
import { TimeSaid } from '#/parts/time-said.tsx'
import { LinkReasons } from '#/subject/link-reasons.tsx'
import { LinkStepForm } from '#/subject/link-step-form.tsx'
import type { LinkRead } from '#/subject/link-queries.ts'
import { MaskedMark } from '#/subject/masked-mark.tsx'
import { useLinkStep, type LinkStep } from '#/subject/use-link-step.ts'

const STEPS: Readonly<Record<LinkRead['state'], readonly LinkStep[]>> = {
  proposed: ['confirm', 'reject'],
  withdrawn: ['confirm', 'reject'],
  confirmed: ['undo'],
  undone: ['confirm'],
  rejected: ['confirm'],
}

export interface LinkCardProps {
  readonly link: LinkRead
}

/** Both sides of a link, why it is thought to be one, how it stands, and what may be done. */
export function LinkCard({ link }: LinkCardProps) {
  const { t } = useTranslation('link')
  const { t: tWords } = useTranslation('words')
  const mayTakeSteps = handlesAlerts(useWho())
  const { take, isSending, stepped } = useLinkStep(link)
  const state = stepped?.is === 'taken' ? stepped.state : link.state
  const { score, reasons, actor, reason, occurred_at } = link
  return (
    <article className="link-card">
      <p>
        <strong>{t(`state.${state}`)}</strong>{' '}
        {score === null ? t('unscored') : t('score', { percent: percentOf(score) })}
      </p>
      <table className="plain-table">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('name')}</th>
            <th scope="col">{t('address')}</th>
            <th scope="col">{t('phone')}</th>
            <th scope="col">{t('region')}</th>
          </tr>
        </thead>
        <tbody>
          <Party title={t('named')} party={link.named} />
          <Party title={t('registered')} party={link.registered} />
        </tbody>
      </table>
      <LinkReasons reasons={reasons} />
      {actor !== null && (
        <p>
          {t('by', { who: actorSaid(actor, tWords), why: reason ?? '' })}{' '}
          <TimeSaid at={occurred_at} />
        </p>
      )}
      {stepped?.is === 'taken' && <p role="status">{t('taken')}</p>}
      {stepped?.is === 'failed' && <FailureNotice failure={stepped.failure} />}
      {mayTakeSteps && <LinkStepForm steps={STEPS[state]} isSending={isSending} take={take} />}
    </article>
  )
}

interface PartyProps {
  readonly title: string
  readonly party: LinkRead['named']
}

function Party({ title, party }: PartyProps) {
  const { t } = useTranslation('link')
  const { subject_id, name, masked = [], region, said } = party
  const addresses = said.filter(({ attribute }) => attribute !== 'telephone')
  const phones = said.filter(({ attribute }) => attribute === 'telephone')
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>
        <Link to="/subjects/$subjectId" params={{ subjectId: subject_id }}>
          {name ?? t('nameless')}
        </Link>
        {masked.includes('name') && <MaskedMark />}
        <br />
        <small>{subject_id}</small>
      </td>
      <td>
        <Values values={addresses} />
      </td>
      <td>
        <Values values={phones} />
      </td>
      <td>{region === null ? t('not_said') : regionSaid(region)}</td>
    </tr>
  )
}

function Values({ values }: { readonly values: LinkRead['named']['said'] }) {
  const { t } = useTranslation('link')
  if (values.length === 0) return t('not_said')
  return values.map(({ value, masked = [] }) => (
    <div key={value}>
      {value}
      {masked.includes('value') && <MaskedMark />}
    </div>
  ))
}

/** Never rounded up to a certainty. */
function percentOf(score: number): string {
  return (Math.floor(score * 1000) / 10).toFixed(1)
}
