import type { Random } from '../random.ts'
import type { Subject } from '../subjects.ts'

/**
 * Invented people: no name, number or telephone here belongs to anybody (the numbers are from a
 * range that is not given out).
 */

const SURNAMES = [
  '王',
  '李',
  '张',
  '刘',
  '陈',
  '杨',
  '黄',
  '赵',
  '吴',
  '周',
  '徐',
  '孙',
  '马',
  '朱',
  '胡',
]
const GIVEN_NAMES = [
  '伟',
  '芳',
  '娜',
  '敏',
  '静',
  '强',
  '磊',
  '洋',
  '艳',
  '勇',
  '军',
  '杰',
  '娟',
  '涛',
  '超',
  '霞',
  '平',
]
const OFFICERS_A_CITY = 40

export function personName(random: Random): string {
  return random.pick(SURNAMES) + random.pick(GIVEN_NAMES)
}

export function telephone(random: Random): string {
  return `100${String(random.below(100_000_000)).padStart(8, '0')}`
}

interface Officer {
  readonly name: string
  readonly certificate_number: string
}

/** Two or three different officers of the city that the subject lies in. */
export function officers(subject: Subject, random: Random): Officer[] {
  const first = random.below(OFFICERS_A_CITY)
  const count = random.chance(0.15) ? 3 : 2
  // A step that is coprime with the number of officers never meets the same one twice in three.
  const step = 1 + 2 * random.below(3)
  return Array.from({ length: count }, (_, index) =>
    officerOf(subject, (first + index * step) % OFFICERS_A_CITY),
  )
}

function officerOf(subject: Subject, number: number): Officer {
  // Both lists are longer than the remainders taken here.
  const name = SURNAMES[number % SURNAMES.length]! + GIVEN_NAMES[number % GIVEN_NAMES.length]!
  return { name, certificate_number: `${subject.district.city}${String(number).padStart(4, '0')}` }
}
