import type { District } from './province.ts'
import { HOUR_MS } from './seasons.ts'

/** A department's system in one city: who speaks in a line, and how soon it speaks. */
export interface Reporter {
  readonly source: string
  readonly department: string
  /** Whether the system sends `reportedat`. Without it the platform's own time stands for it. */
  readonly statesReportedAt: boolean
  /** Whether it writes times with +08:00 instead of Z. */
  readonly localTime: boolean
  /** From the occurrence to the entry in the department's system, on average. */
  readonly entryMeanMs: number
  /** From the entry to the line, on average. */
  readonly transportMeanMs: number
}

export type ReporterKind = keyof typeof KINDS

const MINUTE_MS = 60_000

const KINDS = {
  hotline: habit('12345', '12345政务服务便民热线', 2 * MINUTE_MS, MINUTE_MS, true),
  market: habit('market', '市场监督管理局', 20 * HOUR_MS, 4 * HOUR_MS, true),
  ecology: habit('ecology', '生态环境局', 30 * HOUR_MS, 6 * HOUR_MS, false),
  transport: habit('transport', '交通运输局', 12 * HOUR_MS, 8 * HOUR_MS, true),
  emergency: habit('emergency', '应急管理局', 24 * HOUR_MS, 2 * HOUR_MS, true),
  culture: habit('culture', '文化广电旅游局', 40 * HOUR_MS, 12 * HOUR_MS, false),
  counter: habit('approval', '行政审批局', 3 * HOUR_MS, 10 * HOUR_MS, true),
  credit: habit('credit', '信用信息中心', 26 * HOUR_MS, 6 * HOUR_MS, true),
  review: habit('review', '司法局', 30 * HOUR_MS, 20 * HOUR_MS, true),
  devices: {
    ...habit('sensing', '非现场监管中心', MINUTE_MS / 12, MINUTE_MS / 12, false),
    statesReportedAt: false,
  },
}

interface ReporterHabit {
  readonly system: string
  readonly body: string
  readonly statesReportedAt: boolean
  readonly localTime: boolean
  readonly entryMeanMs: number
  readonly transportMeanMs: number
}

function habit(
  system: string,
  body: string,
  entryMeanMs: number,
  transportMeanMs: number,
  localTime: boolean,
): ReporterHabit {
  return { system, body, statesReportedAt: true, localTime, entryMeanMs, transportMeanMs }
}

export interface Reporters {
  /** The system of that kind which is in charge of the district. */
  inCharge(kind: ReporterKind, district: District): Reporter
}

export function createReporters(districts: readonly District[]): Reporters {
  const cities = new Map(districts.map((district) => [district.city, district.cityName]))
  const byCity = new Map([...cities].map(([city, name]) => [city, reportersOfCity(city, name)]))
  return {
    // Every district that subjects are drawn from is among those that the map was made of.
    inCharge: (kind, district) => byCity.get(district.city)![kind],
  }
}

function reportersOfCity(city: string, cityName: string): Readonly<Record<ReporterKind, Reporter>> {
  const entries = Object.entries(KINDS).map(([kind, { system, body, ...habits }]) => [
    kind,
    { ...habits, source: `/sim/${city}/${system}`, department: `${cityName}${body}` },
  ])
  // The entries are those of KINDS, one for one.
  return Object.fromEntries(entries) as Readonly<Record<ReporterKind, Reporter>>
}
