import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { readsAlerts, useWho } from '#/api/who.ts'
import { Asked } from '#/parts/asked.tsx'
import { LevelMark } from '#/parts/level-mark.tsx'
import { said } from '#/parts/said.ts'
import { ClosingsSection } from '#/rules/closings-section.tsx'
import { ComparisonSection } from '#/rules/comparison-section.tsx'
import { LifeSection } from '#/rules/life-section.tsx'
import { NotJudgedSection } from '#/rules/not-judged-section.tsx'
import { OutcomesSection } from '#/rules/outcomes-section.tsx'
import { versionsQuery, type RuleRead } from '#/rules/rule-queries.ts'
import { useDomainWords } from '#/parts/domain-words.ts'
import { RuleText } from '#/rules/rule-text.tsx'
import { StateMark } from '#/rules/state-mark.tsx'
import { mayWrite } from '#/rules/steps-of.ts'
import { StatementSection } from '#/rules/statement-section.tsx'
import { VersionChoice } from '#/rules/version-choice.tsx'
import { WarningsSection } from '#/rules/warnings-section.tsx'
import { STATES } from '#/rules/rules-search.ts'
import '#/rules/rules.css'

const route = getRouteApi('/rules/$ruleId')

/** A rule: what it says and rests on, its life, and what came of it. */
export function RulePage() {
  const { t } = useTranslation('rules')
  const { ruleId } = route.useParams()
  const { version } = route.useSearch()
  const versions = useQuery(versionsQuery(ruleId))
  if (versions.data === undefined) return <Asked of={versions} />
  const rule =
    versions.data.find(({ rule_version }) => rule_version === version) ?? firstShown(versions.data)
  if (rule === undefined)
    return (
      <>
        <Asked of={versions} />
        <h1>{t('unknown.title', { rule: ruleId })}</h1>
        <Link to="/rules">{t('unknown.back')}</Link>
      </>
    )
  return (
    <>
      <Asked of={versions} />
      <Version rule={rule} versions={versions.data} />
    </>
  )
}

function Version({
  rule,
  versions,
}: {
  readonly rule: RuleRead
  readonly versions: readonly RuleRead[]
}) {
  const { t } = useTranslation('rules')
  const who = useWho()
  const seesFiles = readsAlerts(who)
  const isRead = rule.parameters !== undefined
  return (
    <>
      <div className="rules-head">
        <h1>{said(rule.title)}</h1>
        {mayWrite(who) && (
          <Link to="/rules/edit" search={{ rule: rule.rule_id, version: rule.rule_version }}>
            {t(rule.state === 'drafted' ? 'edit.open_draft' : 'edit.open_next')}
          </Link>
        )}
        <Link to="/rules">{t('back')}</Link>
      </div>
      <div className="rules-sheet">
        <RuleMarks rule={rule} />
        <VersionChoice rule={rule} versions={versions} />
        <RuleText rule={rule} />
        <LifeSection rule={rule} />
        <OutcomesSection rule={rule} />
        {seesFiles && <ClosingsSection rule={rule} />}
        {seesFiles && <WarningsSection key={rule.rule_version} rule={rule} />}
        {seesFiles && isRead && <NotJudgedSection rule={rule} />}
        {seesFiles && <ComparisonSection rule={rule} versions={versions} />}
        {isRead && <StatementSection rule={rule} />}
      </div>
    </>
  )
}

function RuleMarks({ rule }: { readonly rule: RuleRead }) {
  const { t } = useTranslation('rules')
  const domain = useDomainWords()
  return (
    <p className="rules-marks">
      {rule.level !== undefined && <LevelMark level={rule.level} />}
      <StateMark state={rule.state} />
      <span>{t('version', { version: rule.rule_version })}</span>
      {rule.kind !== undefined && <span>{t(`kind.${rule.kind}`)}</span>}
      {rule.class !== undefined && <span>{t(`class.${rule.class}`)}</span>}
      {rule.owner !== undefined && <span>{domain(rule.owner)}</span>}
      <code>{rule.rule_id}</code>
    </p>
  )
}

/** As the server chooses where no version is named. */
function firstShown(versions: readonly RuleRead[]): RuleRead | undefined {
  return STATES.flatMap((state) => versions.filter((one) => one.state === state))[0]
}
