import { instantFromMs } from '@jianwei/events/instant.ts'
import type { SectorSensing } from '../sectors.ts'
import { HOUR_MS } from '../seasons.ts'
import type { Matter, Stage } from '../stage.ts'

const READINGS = 12
const EVERY_SECONDS = 3600
const SILENT = 0.05
const SILENCE_ALLOWED_MS = 3 * HOUR_MS
const EXCEEDS = 0.03
const SENSING_BY_DEFAULT: SectorSensing = { quantity: 'power', unit: 'kW', usual: 20, limit: 40 }

/** Half a day of hourly values from one device, cut short now and then by silence. */
export function startSensing(stage: Stage, matter: Matter, at: number): void {
  const device = `${matter.subject.id.slice(8)}-${1 + stage.random.below(3)}`
  const fallsSilent = stage.random.chance(SILENT)
  read(stage, matter, at, {
    device,
    left: fallsSilent ? 1 + stage.random.below(READINGS) : READINGS,
    fallsSilent,
  })
}

interface Series {
  readonly device: string
  readonly left: number
  readonly fallsSilent: boolean
}

function read(stage: Stage, matter: Matter, at: number, series: Series): void {
  const { random } = stage
  const { quantity, unit, usual, limit } = matter.subject.sector.monitored ?? SENSING_BY_DEFAULT
  const span = limit - usual
  // Two uniform draws lean towards the middle; what exceeds the limit does so clearly.
  const share = random.chance(EXCEEDS)
    ? 1.05 + random.fraction() * 0.5
    : (random.fraction() + random.fraction()) * 0.45
  const value = Math.round((usual + span * share) * 100) / 100
  // The newer devices, which are those of food, judge the value themselves.
  const judges = matter.subject.sector.food
  stage.report(matter, {
    type: 'ReadingReported',
    at,
    by: 'devices',
    ...(judges ? { schemaVersion: 2 } : {}),
    data: {
      device_id: series.device,
      metric: quantity,
      value,
      unit,
      limit_value: limit,
      period_seconds: EVERY_SECONDS,
      ...(judges ? { breaks_limit: value > limit } : {}),
    },
  })
  if (series.left > 1) {
    const next = at + HOUR_MS
    stage.later(next, () => read(stage, matter, next, { ...series, left: series.left - 1 }))
  } else if (series.fallsSilent) notice(stage, matter, at, series.device)
}

function notice(stage: Stage, matter: Matter, lastMs: number, device: string): void {
  const at = lastMs + SILENCE_ALLOWED_MS
  stage.later(at, () => {
    stage.report(matter, {
      type: 'DeviceSilent',
      at,
      by: 'devices',
      data: {
        device_id: device,
        last_reported_at: instantFromMs(lastMs),
        expected_every_seconds: EVERY_SECONDS,
      },
    })
  })
}
