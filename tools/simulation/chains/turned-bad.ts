import type { FactReference } from '@jianwei/events/fact.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import type { Random } from '../random.ts'
import { DAY_MS } from '../seasons.ts'
import type { Stage } from '../stage.ts'
import type { Subject } from '../subjects.ts'
import type { StoryRecord } from '../truth.ts'
import { complain } from './complaint.ts'
import { visit } from './inspection.ts'
import { officeTimeAfter } from './office-time.ts'
import { register } from './registration.ts'

/**
 * Somebody turns bad: complaints gather within three weeks, two inspections find things, a case
 * ends on the serious list.
 */

const COMPLAINTS_MIN = 6
const COMPLAINT_DAYS = 20
/**
 * Stories turn within this part of the stream, so that their consequences still lie in it where it
 * is long enough.
 */
const TURNS_FROM = 0.1
const TURNS_UNTIL = 0.6

export interface StoryPlan {
  readonly stories: number
  readonly startMs: number
  readonly random: Random
}

/**
 * Plans the stories. The function it gives tells, at the end of the stream, what became of them.
 */
export function plantStories(
  stage: Stage,
  { stories, startMs, random }: StoryPlan,
): () => StoryRecord[] {
  const turned = subjectsFor(stage, stories, random).map((subject) => {
    const share = TURNS_FROM + random.fraction() * (TURNS_UNTIL - TURNS_FROM)
    const day = Math.floor(((stage.endMs - startMs) * share) / DAY_MS)
    return turnBad(stage, subject, officeTimeAfter(startMs, day, random), random)
  })
  return () => turned.map((tell) => tell())
}

/** Different subjects that stay in the register. */
function subjectsFor(stage: Stage, count: number, random: Random): Subject[] {
  const candidates = stage.subjects.all.filter((subject) => stage.subjects.stays(subject))
  const chosen: Subject[] = []
  while (chosen.length < count && candidates.length > 0) {
    const [subject] = candidates.splice(random.below(candidates.length), 1)
    if (subject !== undefined) chosen.push(subject)
  }
  return chosen
}

function turnBad(
  stage: Stage,
  subject: Subject,
  turnedMs: number,
  random: Random,
): () => StoryRecord {
  const complaints: FactReference[] = []
  const violations: FactReference[] = []
  const penalties: FactReference[] = []
  let listedMs: number | undefined

  const count = COMPLAINTS_MIN + random.below(5)
  for (let i = 0; i < count; i++) {
    const at = turnedMs + random.below((COMPLAINT_DAYS * DAY_MS) / 1000) * 1000
    stage.later(at, () => {
      if (stage.subjects.meet(subject)) register(stage, subject, at)
      complaints.push(complain(stage, stage.matter(subject, true), at))
    })
  }
  for (const [days, told] of [
    [6, undefined],
    [14, { decided, listed }],
  ] as const) {
    const at = officeTimeAfter(turnedMs, days, random)
    stage.later(at, () => {
      const planted = { violations: 2 + random.below(2), ...(told === undefined ? {} : { told }) }
      violations.push(...visit(stage, stage.matter(subject, true), at, { special: true, planted }))
    })
  }

  function decided(penalty: FactReference): void {
    penalties.push(penalty)
  }
  function listed(at: number): void {
    listedMs = at
  }

  return () => ({
    record: 'story',
    story: 'turned-bad',
    subject_id: subject.id,
    turned_at: instantFromMs(turnedMs),
    complaints,
    violations,
    penalties,
    serious_listed_at: listedMs === undefined ? null : instantFromMs(listedMs),
  })
}
