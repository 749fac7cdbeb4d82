import { Gauge, type Registry } from 'prom-client'
import type { HeldFactsView } from '@jianwei/projections/evaluation/held-facts.ts'
import type { HeldGroupsView } from '@jianwei/projections/evaluation/held-groups.ts'
import type { DueSubjectsView } from '#/evaluation/due-subjects.ts'
import type { FieldsKeptView } from '@jianwei/projections/evaluation/fields-kept.ts'

/** What a process that evaluates rules holds in memory. */
export interface EvaluationMemory {
  /** Who falls due next. */
  readonly due: DueSubjectsView
  /** Facts of subjects. */
  readonly held: HeldFactsView
  /** When facts of groups lie. */
  readonly groups: HeldGroupsView
  /** Fields that rules name and that are being filled. */
  readonly fields: FieldsKeptView
}

/**
 * Registers what is held; looked at whenever the metrics are read. A process that does not evaluate
 * holds nothing.
 */
export function memoryMetrics(registry: Registry, view: () => EvaluationMemory | undefined): void {
  const gauge = (name: string, help: string, value: (now: EvaluationMemory) => number): void => {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        collect() {
          const now = view()
          if (now === undefined) this.reset()
          else this.set(value(now))
        },
      }),
    )
  }
  gauge(
    'jianwei_rule_due_rules',
    'Rules of which is known whom time alone will concern next',
    ({ due }) => due.rules,
  )
  gauge(
    'jianwei_rule_due_subjects',
    'Subjects and groups that time alone will concern, once for each rule',
    ({ due }) => due.subjects,
  )
  gauge(
    'jianwei_rule_due_rules_cut',
    'Rules of which, for the limit, only those are known whom time concerns first',
    ({ due }) => due.cut,
  )
  gauge(
    'jianwei_facts_held_subjects',
    'Subjects of which the facts are in memory',
    ({ held }) => held.subjects,
  )
  gauge(
    'jianwei_facts_held_bytes',
    'What the facts in memory take, about',
    ({ held }) => held.bytes,
  )
  gauge(
    'jianwei_facts_dense_subjects',
    'Subjects with more facts than are held of one: what touches them is read by interval',
    ({ held }) => held.dense,
  )
  gauge(
    'jianwei_groups_held',
    'Groups of which is in memory when their facts lie, once for each selection of facts',
    ({ groups }) => groups.groups,
  )
  gauge('jianwei_groups_held_bytes', 'What that takes, about', ({ groups }) => groups.bytes)
  gauge(
    'jianwei_groups_too_many',
    'Selections of facts of which the groups exceed the limit: what is touched is read each time',
    ({ groups }) => groups.too_many,
  )
  gauge(
    'jianwei_rule_fields_unfilled',
    'Fields that rules name of which some facts are still to be filled; rules are right meanwhile',
    ({ fields }) => fields.unfilled,
  )
  gauge(
    'jianwei_rule_fields_parts_left',
    'Parts of the table of facts that are still to be filled',
    ({ fields }) => fields.parts_left,
  )
}
