import { expect, test } from 'vitest'
import { metricData } from '#/telemetry/registry-metrics.ts'

const PERIOD = { start: 1_000, end: 2_500 }

test('a counter is a sum that only grows, since the start', () => {
  const values = [{ value: 3, labels: { status: 'accepted' } }]
  expect(metricData({ name: 'taken', help: 'Taken', type: 'counter', values }, PERIOD)).toEqual({
    descriptor: { name: 'taken', description: 'Taken', unit: '', valueType: 1 },
    aggregationTemporality: 1,
    dataPointType: 3,
    isMonotonic: true,
    dataPoints: [
      {
        startTime: [1, 0],
        endTime: [2, 500_000_000],
        attributes: { status: 'accepted' },
        value: 3,
      },
    ],
  })
})

test('of a histogram, what lies up to a bound becomes what lies between two', () => {
  const bucket = (route: string, le: number | '+Inf', value: number) => ({
    value,
    labels: { route, le },
    metricName: 'time_bucket',
  })
  const values = [
    bucket('/a', 0.1, 2),
    bucket('/a', '+Inf', 9),
    bucket('/a', 0.5, 7),
    { value: 4.5, labels: { route: '/a' }, metricName: 'time_sum' },
    { value: 9, labels: { route: '/a' }, metricName: 'time_count' },
    bucket('/b', 0.1, 0),
    bucket('/b', 0.5, 0),
    bucket('/b', '+Inf', 1),
    { value: 6, labels: { route: '/b' }, metricName: 'time_sum' },
    { value: 1, labels: { route: '/b' }, metricName: 'time_count' },
  ]
  const data = metricData({ name: 'time', help: 'Time', type: 'histogram', values }, PERIOD)
  expect(data?.dataPoints).toMatchObject([
    {
      attributes: { route: '/a' },
      value: { buckets: { boundaries: [0.1, 0.5], counts: [2, 5, 2] }, sum: 4.5, count: 9 },
    },
    {
      attributes: { route: '/b' },
      value: { buckets: { boundaries: [0.1, 0.5], counts: [0, 0, 1] }, sum: 6, count: 1 },
    },
  ])
})

test('a gauge is what it is, and a kind that nobody uses is left out', () => {
  const values = [{ value: -2, labels: { consumer: 'projector', nothing: undefined } }]
  expect(metricData({ name: 'lag', help: '', type: 'gauge', values }, PERIOD)).toMatchObject({
    dataPointType: 2,
    dataPoints: [{ attributes: { consumer: 'projector' }, value: -2 }],
  })
  expect(metricData({ name: 'x', help: '', type: 'summary', values }, PERIOD)).toBeUndefined()
})
