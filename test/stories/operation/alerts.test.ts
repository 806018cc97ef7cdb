import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../../house/sources.ts'
import { type Sample, scrape, withMetrics } from '../../world/scrape.ts'
import { openWorld } from '../../world/world.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly for?: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly runbook_url: string }
}

const { groups } = parse(read('operations/prometheus-alerts.yml')) as {
  groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[]
}
const rules = groups.flatMap((group) => group.rules)

interface Panel {
  readonly title: string
  readonly type: string
  readonly gridPos: { readonly x: number; readonly w: number }
  readonly targets?: readonly { readonly expr: string }[]
}

const dashboard = JSON.parse(read('operations/grafana-dashboard.json')) as {
  readonly panels: readonly Panel[]
}
/** The queries of the dashboard, with Grafana's own variables filled in. */
const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({
    title,
    expr: expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*'),
  })),
)

/** What a query selects: the name of a metric, and the labels that it wants to be equal. */
interface Selector {
  readonly name: string
  readonly equal: Readonly<Record<string, string>>
}

/** Reads a query by the grammar of Prometheus. Throws when it does not fit. */
function selectorsIn(expr: string): Selector[] {
  const found: Selector[] = []
  const textOf = ({ from, to }: SyntaxNode): string => expr.slice(from, to)
  parser.parse(expr).iterate({
    enter: ({ type, from, node }) => {
      if (type.isError) throw new Error(`this is no query, from character ${from} on: ${expr}`)
      if (type.name !== 'VectorSelector') return
      const name = node.getChild('Identifier')
      const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []
      const equal = matchers
        .map(textOf)
        .map((matcher) => /^(\w+)="(.*)"$/.exec(matcher) ?? [])
        .flatMap(([, label, value]) => (label === undefined || value === undefined ? [] : [[label, value]]))
      if (name !== null) found.push({ name: textOf(name), equal: Object.fromEntries(equal) })
    },
  })
  return found
}

/** Prometheus makes these metrics and labels itself. */
const ofPrometheus = { metrics: ['up'], labels: ['job', 'instance'] }

/** What a server that has done nothing yet says. */
const ofNewServer = async (): Promise<readonly Sample[]> =>
  (await scrape(await openWorld({ env: withMetrics }))).samples

/** The selectors of a query that none of the samples fits. */
function unknownIn(expr: string, samples: readonly Sample[]): string[] {
  const selectors = selectorsIn(expr)
  expect(selectors.length).toBeGreaterThan(0)
  return selectors
    .filter(({ name }) => !ofPrometheus.metrics.includes(name))
    .filter(({ name, equal }) => {
      const own = Object.entries(equal).filter(([label]) => !ofPrometheus.labels.includes(label))
      return !samples.some(
        (one) => one.name === name && own.every(([label, value]) => one.labels[label] === value),
      )
    })
    .map(({ name, equal }) => `${name} ${JSON.stringify(equal)}`)
}

test('a query that is wrong, or asks for what no server says, is found', async () => {
  const samples = await ofNewServer()
  expect(() => selectorsIn('sum by (le (rate(chairside_sockets[5m]))')).toThrow('this is no query')
  expect(unknownIn('rate(chairside_nothing_total[5m]) > 0', samples)).toEqual(['chairside_nothing_total {}'])
  expect(unknownIn('chairside_errors_total{code="NO_SUCH"}', samples)).toEqual([
    'chairside_errors_total {"code":"NO_SUCH"}',
  ])
  expect(unknownIn('chairside_sockets{instance="a:1"}', samples)).toEqual([])
})

test('there are eleven alerts, each with a sentence, a weight and a query about metrics that exist', async () => {
  const samples = await ofNewServer()
  expect(rules).toHaveLength(11)
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(11)
  for (const { alert, expr, labels, annotations, ...rule } of rules) {
    expect([alert, unknownIn(expr, samples)]).toEqual([alert, []])
    expect(['page', 'ticket']).toContain(labels.severity)
    expect(annotations.summary).toMatch(/^\S.*\.$/)
    if (rule.for !== undefined) expect(rule.for).toMatch(/^\d+m$/)
  }
})

test('docs/operating.md says of each alert what it means and what to do, and of no other one', () => {
  const pages = read('docs/operating.md').split(/^##+ /m)
  const pageOf = (alert: string): string => pages.find((page) => page.startsWith(`${alert}\n`)) ?? ''
  for (const { alert, annotations } of rules) {
    expect(annotations.runbook_url).toBe(`docs/operating.md#${alert.toLowerCase()}`)
    expect(pageOf(alert)).toMatch(/\nIt means .{40}/)
    expect(pageOf(alert)).toMatch(/\nTo do: .{40}/)
  }
  const named = pages.flatMap((page) => /^(Chairside[A-Z]\w+)\n/.exec(page)?.[1] ?? [])
  expect(named.sort()).toEqual(rules.map(({ alert }) => alert).sort())
})

test('every query of the dashboard is about metrics that exist, and every metric of ours is in it', async () => {
  const samples = await ofNewServer()
  expect(queries.length).toBeGreaterThan(15)
  for (const { title, expr } of queries) expect([title, unknownIn(expr, samples)]).toEqual([title, []])
  const shown = new Set(queries.flatMap(({ expr }) => selectorsIn(expr)).map(({ name }) => name))
  const bare = (name: string): string => name.replace(/_(bucket|sum|count)$/, '')
  const ours = new Set(samples.map(({ name }) => bare(name)))
  expect([...ours].filter((name) => ![...shown].some((one) => bare(one) === name))).toEqual([])
  for (const { gridPos } of dashboard.panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
})
