import { z } from 'zod'
import { definitionOf, latestVersion, roleOf } from '@jianwei/events/catalogue.ts'
import { isExchange, type ChangeOutput, type WrittenMapping } from '#/intake/mapping/language.ts'
import type { MappingProblem } from '#/intake/mapping/mapping-problem.ts'
import { orNearest } from '#/text-reading/nearest-name.ts'

/** What is wrong with the changes of a change log, and with what cannot be one. */
export function changeProblems(mapping: WrittenMapping): MappingProblem[] {
  const { changes, events } = mapping
  if (changes.length > 0)
    return [
      ...ofWhole(mapping),
      ...changes.flatMap((change, at) => ofChange(change, `changes.${at}`)),
    ]
  return events.length > 0
    ? []
    : [{ path: 'events', message: 'a mapping gives an event, or a change of one (`changes`)' }]
}

function ofWhole(mapping: WrittenMapping): MappingProblem[] {
  const problem = (message: string): MappingProblem[] => [{ path: 'changes', message }]
  if (isExchange(mapping)) return problem('the exchange format says itself what was changed')
  if (mapping.release !== undefined) return problem('a change log is no whole register')
  if (mapping.identity !== 'record') return problem('only records change: identity is occurrence')
  const isNamed = mapping.changes.every(({ change_id }) => change_id !== undefined)
  return mapping.changed_at !== undefined || isNamed
    ? []
    : problem('which change is which? `changed_at`, or a `change_id` of each')
}

function ofChange(change: ChangeOutput, path: string): MappingProblem[] {
  const { type } = change
  if (roleOf(type) !== 'fact')
    return [{ path: `${path}.type`, message: 'no fact that a source may report has this type' }]
  if (!('correct' in change)) return []
  const { set, remove, occurred_at, region, department } = change
  const named = [
    ...Object.keys(set).map((name) => ({ path: `${path}.set.${name}`, name })),
    ...remove.map((name, at) => ({ path: `${path}.remove.${at}`, name })),
  ]
  const isEmpty = [occurred_at, region, department].every((value) => value === undefined)
  if (named.length === 0 && isEmpty)
    return [{ path: `${path}.set`, message: 'a correction says what it sets or removes' }]
  const shape = definitionOf(type, latestVersion(type) ?? 1)?.data
  if (!(shape instanceof z.ZodObject)) return []
  const fields = Object.keys(shape.shape)
  return named
    .filter(({ name }) => !fields.includes(name))
    .map(({ path: place, name }) => ({
      path: place,
      message: `${type} has no such field${orNearest(name, fields)}`,
    }))
}
