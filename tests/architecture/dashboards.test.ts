import { readdirSync, readFileSync } from 'node:fs'
import type { SyntaxNodeRef } from '@lezer/common'
import type { LRParser } from '@lezer/lr'
import { parser } from '@prometheus-io/lezer-promql'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { filesEndingIn, isTestCode, readSource } from '#/support/source-tree.ts'

/*
 * Dashboards and alarms ask for metrics by name and label: here each is held to what the services
 * register, because a question about nothing draws an empty chart and never raises an alarm.
 */

const DEPLOY = new URL('../../infra/deploy/', import.meta.url)

interface Question {
  readonly place: string
  readonly expr: string
}

const Dashboard = z.object({
  panels: z.array(
    z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) }),
  ),
})
const Rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.strictObject({
          alert: z.string(),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
          annotations: z.strictObject({ summary: z.string() }),
        }),
      ),
    }),
  ),
})

const read = (path: string): string => readFileSync(new URL(path, DEPLOY), 'utf8')
const dashboards = readdirSync(new URL('grafana', DEPLOY))
const alarms = Rules.parse(parse(read('prometheus/alarms.yaml'))).groups.flatMap(
  ({ rules }) => rules,
)
const questions: readonly Question[] = [
  ...dashboards.flatMap((file) =>
    Dashboard.parse(JSON.parse(read(`grafana/${file}`))).panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => ({ place: `${file}: ${title}`, expr })),
    ),
  ),
  ...alarms.map(({ alert, expr }) => ({ place: alert, expr })),
]

/** Labels of each metric; those of Prometheus itself come on top. */
const known = new Map([...ofServices(), ...(await ofNode()), ['up', []]])
const SCRAPED = ['job', 'instance']

/** As the source registers them: a name, and behind it, before the next, its labels. */
function ofServices(): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const path of filesEndingIn('.ts')) {
    if (!/^(?:services|infra)\//.test(path) || isTestCode(path)) continue
    const { text } = readSource(path)
    const made = [...text.matchAll(/new (?:Gauge|Counter|Histogram)\(/g)].length
    if (made === 0) continue
    const names = [...text.matchAll(/'(jianwei_[a-z_]+)'/g)]
    for (const [at, name] of names.entries()) {
      // Several that one call makes have the labels that stand there.
      const until = names[at + 1]?.index ?? text.length
      const labels =
        /labelNames: \[([^\]]*)\]/.exec(text.slice(name.index, until))?.[1] ??
        (made > 1 ? '' : /labelNames: \[([^\]]*)\]/.exec(text)?.[1]) ??
        ''
      found.set(
        name[1]!,
        [...labels.matchAll(/'([^']+)'/g)].map(([, label]) => label!),
      )
    }
  }
  return found
}

async function ofNode(): Promise<[string, string[]][]> {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const metrics = await registry.getMetricsAsJSON()
  return metrics.map(({ name, values }) => [
    name,
    [...new Set(values.flatMap(({ labels }) => Object.keys(labels)))],
  ])
}

/** Names of metrics, each with the labels that are asked of it. */
function askedIn(expr: string): { readonly metrics: string[]; readonly labels: string[] } {
  const metrics: string[] = []
  const labels: string[] = []
  const promql: LRParser = parser
  promql.parse(expr).iterate({
    enter({ type, from, to }: SyntaxNodeRef) {
      const text = expr.slice(from, to)
      if (type.isError) throw new SyntaxError(`no PromQL at character ${from}: ${expr}`)
      if (type.name === 'VectorSelector') metrics.push(/^[a-zA-Z_:][\w:]*/.exec(text)?.[0] ?? text)
      if (type.name === 'LabelName') labels.push(text)
    },
  })
  return { metrics, labels }
}

function baseOf(name: string): string {
  return known.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, '')
}

describe('what is asked is there', () => {
  test.each(questions)('$place', ({ expr }) => {
    const { metrics, labels } = askedIn(expr)
    expect(metrics.length).toBeGreaterThan(0)
    for (const name of metrics) {
      expect([...known.keys()], `${name} is registered by no service`).toContain(baseOf(name))
      const own = [...(known.get(baseOf(name)) ?? []), 'le', ...SCRAPED]
      expect(
        labels.filter((label) => !own.includes(label)),
        `${name} has no such label`,
      ).toEqual([])
    }
  })
})

test('every metric of the services is on a dashboard or raises an alarm', () => {
  const asked = new Set(questions.flatMap(({ expr }) => askedIn(expr).metrics.map(baseOf)))
  expect([...ofServices().keys()].filter((name) => !asked.has(name))).toEqual([])
})

test('operators are told what each alarm means', () => {
  const text = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const told = alarms.filter(({ alert }) => !text.includes(`| \`${alert}\` |`))
  expect(told.map(({ alert }) => alert)).toEqual([])
})

test('names of alarms are there once, and each says itself in both languages', () => {
  expect(new Set(alarms.map(({ alert }) => alert)).size).toBe(alarms.length)
  for (const { annotations } of alarms)
    expect(annotations.summary).toMatch(/[a-z].*\p{Script=Han}/u)
})
