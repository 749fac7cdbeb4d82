import { useMemo, useRef, useState } from 'react'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { BacktestPanel } from '#/rules/backtest/backtest-panel.tsx'
import { CheckPanel } from '#/rules/editor/check-panel.tsx'
import { DraftStep } from '#/rules/editor/draft-step.tsx'
import { keepDraft, keptDraft, type DraftOf } from '#/rules/editor/draft-store.ts'
import { RuleForm } from '#/rules/editor/rule-form.tsx'
import { useRuleCheck, type RuleCheck } from '#/rules/editor/use-rule-check.ts'
import { valueOfText, withValue } from '#/parts/yaml-edit.ts'
import { YamlEditor, type LineNote } from '#/parts/yaml-editor.tsx'

export interface RuleEditorProps {
  readonly of: DraftOf
  /** The text from which it is written, while none of one's own is kept. */
  readonly start: string
  /** Of the same rule, which a backtest can be held against. */
  readonly versions: readonly number[]
}

/** Form and text side by side, with what is to be said of the text below. */
export function RuleEditor({ of, start, versions }: RuleEditorProps) {
  const { t } = useTranslation('rules')
  const [text, setText] = useState(() => keptDraft(of) ?? start)
  // What is on record: from there on nothing has been changed.
  const [onRecord, setOnRecord] = useState(start)
  const [isKept, setIsKept] = useState(true)
  const goTo = useRef<(line: number) => void>(() => undefined)
  const check = useRuleCheck(text)
  const value = useMemo(() => valueOfText(text), [text])
  const notes = useMemo(
    () => (check.isCurrent ? notesOf(check.check, t('tests.failed')) : []),
    [check.isCurrent, check.check, t],
  )
  const write = (next: string): void => {
    setText(next)
    setIsKept(keepDraft(of, next === onRecord ? undefined : next))
  }
  return (
    <div className="rules-sheet">
      {text !== onRecord && (
        <div className="rules-kept" role="status">
          {t(isKept ? 'edit.kept' : 'edit.not_kept')}{' '}
          <Button size="small" onClick={() => write(onRecord)}>
            {t('edit.start_again')}
          </Button>
        </div>
      )}
      <div className="rules-both">
        <RuleForm value={value} change={(path, next) => write(withValue(text, path, next))} />
        <div className="rules-text">
          <h2>{t('text.yaml')}</h2>
          <YamlEditor label={t('text.yaml')} text={text} notes={notes} change={write} goTo={goTo} />
          <CheckPanel check={check} goTo={(line) => goTo.current(line)} />
        </div>
      </div>
      <BacktestPanel
        text={text}
        versions={versions}
        isReady={check.isCurrent && check.check?.rule != null}
      />
      <DraftStep
        text={text}
        check={check}
        drafted={(draft) => {
          setOnRecord(draft)
          // What was typed since goes on being kept.
          if (keptDraft(of) === draft) keepDraft(of, undefined)
        }}
      />
    </div>
  )
}

function notesOf(check: RuleCheck | undefined, failed: string): readonly LineNote[] {
  if (check === undefined) return []
  return [
    ...check.problems.map(({ line, column, path, message }) => ({
      line,
      column,
      message: path === '' ? message : `${path}: ${message}`,
    })),
    ...check.tests
      .filter(({ passed }) => !passed)
      .map(({ line, column, name, problem }) => ({
        line,
        column,
        message: `${failed}: ${name}${problem === null ? '' : ` (${problem})`}`,
      })),
  ]
}
