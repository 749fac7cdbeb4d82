import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useWho } from '#/api/who.ts'
import { Asked } from '#/parts/asked.tsx'
import { said } from '#/parts/said.ts'
import { startText } from '#/rules/editor/new-rule.ts'
import { RuleEditor } from '#/rules/editor/rule-editor.tsx'
import { versionsQuery } from '#/rules/rule-queries.ts'
import { mayWrite } from '#/rules/steps-of.ts'
import '#/rules/rules.css'

const route = getRouteApi('/rules/edit')

/** Writes a rule: a new one, or the next version of one that there is. */
export function EditPage() {
  const { t } = useTranslation('rules')
  const { rule, version } = route.useSearch()
  const isNew = rule === undefined
  const versions = useQuery({ ...versionsQuery(rule ?? ''), enabled: !isNew, staleTime: Infinity })
  if (!mayWrite(useWho())) return <p>{t('edit.not_allowed')}</p>
  if (!isNew && versions.data === undefined) return <Asked of={versions} />
  const known = versions.data ?? []
  const from = known.find(({ rule_version }) => rule_version === version) ?? known[0]
  if (!isNew && from === undefined)
    return (
      <>
        <h1>{t('unknown.title', { rule })}</h1>
        <Link to="/rules">{t('unknown.back')}</Link>
      </>
    )
  return (
    <>
      {!isNew && <Asked of={versions} />}
      <div className="rules-head">
        <h1>{from === undefined ? t('edit.new') : t('edit.title', { title: said(from.title) })}</h1>
        <Link to="/rules">{t('back')}</Link>
      </div>
      <RuleEditor
        key={from === undefined ? 'new' : `${from.rule_id}@${from.rule_version}`}
        of={from === undefined ? {} : { rule: from.rule_id, version: from.rule_version }}
        start={startText(from, known)}
        versions={known.map(({ rule_version }) => rule_version)}
      />
    </>
  )
}
