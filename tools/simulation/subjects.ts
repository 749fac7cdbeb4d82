import {
  organisationCheckCharacter,
  USCC_ALPHABET,
  usccFrom,
} from '@jianwei/events/identifiers/uscc.ts'
import type { District } from './province.ts'
import { mixed, randomOf, type Random } from './random.ts'
import { SECTORS, type Sector } from './sectors.ts'

/** A body under regulation. Its rank decides how much happens around it. */
export interface Subject {
  /** 0 is the busiest. */
  readonly rank: number
  readonly id: string
  readonly name: string
  readonly district: District
  readonly sector: Sector
  /** How likely an inspection is to find something, between 0 and 1. Most are low, few are high. */
  readonly risk: number
}

export interface SubjectPool {
  readonly all: readonly Subject[]
  /**
   * A subject by Zipf's law: the one of rank r comes up in proportion to 1 / (r + 1) ^ exponent.
   */
  draw(random: Random): Subject
  /** The same law among those that have devices. */
  drawMonitored(random: Random): Subject
  /** True the first time it is asked about a subject. */
  meet(subject: Subject): boolean
  /**
   * Whether the subject never leaves the register: the busy half, without which the stream would
   * end.
   */
  stays(subject: Subject): boolean
  leave(subject: Subject): void
  hasLeft(subject: Subject): boolean
}

export interface SubjectPoolOptions {
  readonly seed: number
  readonly subjects: number
  readonly districts: readonly District[]
  readonly zipfExponent: number
}

const ORGANISATION_CODES = USCC_ALPHABET.length ** 8
// Coprime with 31, so that the ranks get different codes; small enough for exact products up to
// 10^6 ranks.
const CODE_STRIDE = 6_364_136_223
export const SUBJECTS_MAX = 1_000_000
const TRADE_NAMES = [
  '和',
  '兴',
  '瑞',
  '康',
  '泰',
  '盛',
  '源',
  '丰',
  '达',
  '顺',
  '祥',
  '荣',
  '嘉',
  '鑫',
  '宏',
  '益',
]

export function createSubjectPool(options: SubjectPoolOptions): SubjectPool {
  const all = Array.from({ length: options.subjects }, (_, rank) => subjectOf(options, rank))
  const monitored = all.filter((subject) => subject.sector.monitored !== undefined)
  const drawAll = zipfOver(all, options.zipfExponent)
  // A pool so small that nobody has a device lends its busiest subject.
  const drawDevices = monitored.length === 0 ? drawAll : zipfOver(monitored, options.zipfExponent)
  const met = new Uint8Array(all.length)
  const left = new Uint8Array(all.length)
  return {
    all,
    draw: drawAll,
    drawMonitored: drawDevices,
    meet({ rank }) {
      const first = met[rank] === 0
      met[rank] = 1
      return first
    },
    stays: ({ rank }) => rank <= all.length / 2,
    leave: ({ rank }) => void (left[rank] = 1),
    hasLeft: ({ rank }) => left[rank] === 1,
  }
}

function subjectOf({ seed, districts }: SubjectPoolOptions, rank: number): Subject {
  const traits = randomOf(mixed(seed, rank), 'subject')
  const district = traits.pick(districts)
  const sector = sectorOf(traits.fraction())
  const trade = traits.pick(TRADE_NAMES) + traits.pick(TRADE_NAMES)
  return {
    rank,
    id: codeOf(seed, rank, sector, district),
    name: `${district.cityName}${trade}${sector.suffix}（模拟${rank}）`,
    district,
    sector,
    risk: riskOf(traits.fraction()),
  }
}

/** The cube leans strongly to the low side. */
function riskOf(fraction: number): number {
  return 0.03 + 0.6 * fraction * fraction * fraction
}

function codeOf(seed: number, rank: number, sector: Sector, district: District): string {
  let number = (mixed(seed, -1) * 198 + rank * CODE_STRIDE) % ORGANISATION_CODES
  let body = ''
  for (let place = 0; place < 8; place++) {
    body = USCC_ALPHABET.charAt(number % USCC_ALPHABET.length) + body
    number = Math.floor(number / USCC_ALPHABET.length)
  }
  return usccFrom(
    `${sector.registrationClass}${district.code}${body}${organisationCheckCharacter(body)}`,
  )
}

function sectorOf(fraction: number): Sector {
  let passed = 0
  for (const sector of SECTORS) {
    passed += sector.share
    if (fraction < passed) return sector
  }
  // The shares add up to 1 within rounding; the list is a constant that is not empty.
  return SECTORS[0]
}

function zipfOver(subjects: readonly Subject[], exponent: number): (random: Random) => Subject {
  const cumulative = new Float64Array(subjects.length)
  let total = 0
  for (let rank = 0; rank < subjects.length; rank++) {
    // exp and log are computed in software by the engine, so they give the same bits on every
    // machine.
    total += Math.exp(-exponent * Math.log(rank + 1))
    cumulative[rank] = total
  }
  return (random) => {
    const point = random.fraction() * total
    let low = 0
    let high = subjects.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      // `middle` lies between low and high, which are indices of the array.
      if (cumulative[middle]! > point) high = middle
      else low = middle + 1
    }
    // The pool has at least one subject, and `low` ends as an index of it.
    return subjects[low]!
  }
}
