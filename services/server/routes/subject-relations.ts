import type { FastifyPluginAsyncZod } from '@fastify/type-provider-zod'
import type { FastifyRequest } from 'fastify'
import type { PersonalKind } from '@jianwei/events/define-event.ts'
import { knownNow } from '@jianwei/projections/authorities/queries.ts'
import { plainText } from '@jianwei/events/identifiers/feed-noise.ts'
import { isPersonsAddress, partyOf, type PartyNature } from '@jianwei/events/identifiers/party.ts'
import { isPlaceholder } from '@jianwei/events/identifiers/placeholder.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  ADDRESS_ATTRIBUTES,
  type LookupAttribute,
} from '@jianwei/projections/subject-lookup/lookup-rows.ts'
import {
  subjectById,
  subjectFacts,
  subjectNames,
  type SubjectFact,
} from '@jianwei/projections/subjects/queries.ts'
import { relatedSubjects, type Related } from '@jianwei/projections/subjects/relations.ts'
import { problems } from '#/http/problem.ts'
import { showsEverywhere } from '#/server/asker.ts'
import { askedBy } from '#/server/asking.ts'
import { subjectParams } from '#/server/routes/subjects.ts'
import { unknownSubject } from '#/server/routes/unknown-subject.ts'
import { subjectTypeIn } from '#/server/standing.ts'
import {
  RELATED_SHOWN_MAX,
  relationView,
  SubjectRelationsView,
  type NotCompared,
  type Same,
} from '#/server/views/relations-view.ts'

const DESCRIPTION = `Other subjects that have the same address or a legal representative of the same
name now, and which facts say so. Compared to the letter: only width, blanks and the case of letters
make no difference. An address of registration and one of operation are compared with each other.`

/** What is compared: under which particulars it stands, and as what it is masked. */
const COMPARED: Readonly<
  Record<Same, { readonly attributes: readonly LookupAttribute[]; readonly kind: PersonalKind }>
> = {
  address: { attributes: ADDRESS_ATTRIBUTES, kind: 'party_address' },
  legal_representative: { attributes: ['legal_representative'], kind: 'representative' },
}

export const subjectRelationRoutes: FastifyPluginAsyncZod<{
  readonly warehouse: Warehouse
}> = async (app, { warehouse }) => {
  app.get(
    '/v1/subjects/:subject_id/relations',
    {
      schema: {
        tags: ['subjects'],
        summary: 'Subjects with the same address or legal representative 关联主体',
        description: DESCRIPTION,
        params: subjectParams,
        response: { 200: SubjectRelationsView, ...problems(400, 404, 500, 503) },
      },
    },
    async (request) => {
      const asking = askedBy(request, warehouse)
      const { subject_id } = request.params
      if ((await subjectById(asking, subject_id)) === undefined) throw unknownSubject(subject_id)
      const facts = await subjectFacts(asking, {
        subject_id,
        known: await knownNow(asking),
      })
      const about = { subject_id, subject_type: subjectTypeIn(facts), facts }
      const [by_address, by_head] = await Promise.all([
        relationsOf(request, asking, 'address', about),
        relationsOf(request, asking, 'legal_representative', about),
      ])
      const found = [...by_address.found, ...by_head.found]
      const ids = found.flatMap(({ related }) => related?.items ?? []).map((one) => one.subject_id)
      const names = await subjectNames(asking, [...new Set(ids)])
      return {
        subject_id,
        subject_type: about.subject_type,
        relations: found.map((one) => relationView(one, names)),
        not_compared: [...by_address.not_compared, ...by_head.not_compared],
        persons_left_out: !showsEverywhere(request, COMPARED.address.kind),
        shown_max: RELATED_SHOWN_MAX,
      }
    },
  )
}

interface About {
  readonly subject_id: string
  readonly subject_type: string | null
  readonly facts: readonly SubjectFact[]
}

interface Found {
  readonly same: Same
  /** What says the same, as it is compared. */
  readonly of: readonly SubjectFact[]
  readonly related: Related | undefined
}

async function relationsOf(
  request: FastifyRequest,
  asking: Warehouse,
  same: Same,
  about: About,
): Promise<{ readonly found: readonly Found[]; readonly not_compared: readonly NotCompared[] }> {
  const { subject_id, facts } = about
  const { attributes, kind } = COMPARED[same]
  const isShown = showsEverywhere(request, kind)
  const hides = !isShown && (same !== 'address' || isPersonsAddress(natureOf(about)))
  const not_compared: NotCompared[] = []
  const compared: SubjectFact[] = []
  for (const attribute of attributes) {
    const fact = facts.find((one) => one.attribute === attribute)
    const value = fact?.value ?? null
    if (fact === undefined || value === null)
      not_compared.push({ attribute, because: 'not_stated' })
    else if (hides) not_compared.push({ attribute, because: 'masked' })
    else if (isPlaceholder(value)) not_compared.push({ attribute, because: 'stands_for_nothing' })
    else compared.push(fact)
  }
  const byKey = Map.groupBy(compared, ({ value }) => plainText(value ?? ''))
  const related = await relatedSubjects(asking, {
    subject_id,
    attributes,
    keys: [...byKey.keys()],
    // Of representatives all are persons, and shown or not asked for at all.
    with_persons: isShown,
    limit: RELATED_SHOWN_MAX,
  })
  const found = [...byKey].map(([key, of]) => ({ same, of, related: related.get(key) }))
  return { found, not_compared }
}

function natureOf({ subject_id, subject_type }: About): PartyNature {
  return partyOf(subject_type === null ? {} : { subject_type }, subject_id)
}
