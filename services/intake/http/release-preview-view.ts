import { z } from 'zod'
import { ReleaseLack } from '@jianwei/events/import/events.ts'
import { maskInText } from '#/access/masks.ts'
import type { FileRouteParts } from '#/intake/http/file-parts.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { releaseTerms } from '#/intake/mapping/release-terms.ts'
import { refusalWords } from '#/intake/release/refusal-words.ts'
import { previewRelease, type ReleasePreview } from '#/intake/release/release-preview.ts'

/** A register and its log may be large, and somebody waits. */
const COMPARISON_MS_MAX = 20_000

const Count = z.int().min(0)
const Ids = z.array(z.string())

export const ReleaseView = z
  .object({
    is_compared: z.boolean().meta({
      description: 'False where that takes too long here; the import does it before its first row',
    }),
    ...ReleaseLack.shape,
    new: Count,
    corrected: Count,
    unchanged: Count,
    rows_without_id: Count.meta({
      description: 'Rows whose id cannot be read: while there are any, nothing is retracted',
    }),
    examples: z.object({ corrected: Ids, gone: Ids }).meta({
      description: 'Ids of some of the facts, masked; none for whoever does not see everything',
    }),
    refusal: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: 'Why an import would refuse the file; null where it would not' }),
  })
  .meta({
    id: 'ReleasePreview',
    description: 'What the import of a register that is published whole would change 整份发布比对',
  })
export type ReleaseView = z.infer<typeof ReleaseView>

export interface ReleaseLook {
  /** Aborts when nobody waits any longer. */
  readonly gone: AbortSignal
  /** Ids are of facts of anybody: not for whoever sees only some. */
  readonly shows_ids: boolean
}

/** The file beside the log; null where a file of the mapping is no whole register. */
export async function releaseShown(
  { log, scratch, now }: Pick<FileRouteParts, 'log' | 'scratch' | 'now'>,
  path: string,
  mapping: Mapping,
  { gone, shows_ids }: ReleaseLook,
): Promise<ReleaseView | null> {
  if (releaseTerms(mapping) === undefined) return null
  const late = AbortSignal.timeout(COMPARISON_MS_MAX)
  const signal = AbortSignal.any([gone, late])
  try {
    const preview = await previewRelease(path, mapping, { log, scratch, now, signal })
    return signal.aborted ? NOT_COMPARED : releaseView(preview, shows_ids)
  } catch (error) {
    if (signal.aborted) return NOT_COMPARED
    throw error
  }
}

const NOT_COMPARED: ReleaseView = {
  is_compared: false,
  standing: 0,
  gone: 0,
  gone_at_most: 0,
  new: 0,
  corrected: 0,
  unchanged: 0,
  rows_without_id: 0,
  examples: { corrected: [], gone: [] },
  refusal: null,
}

function releaseView(preview: ReleasePreview, showsIds: boolean): ReleaseView {
  const { changed, examples, refusal, ...counts } = preview
  const shown = (facts: readonly { readonly id: string }[]) =>
    showsIds ? facts.map(({ id }) => maskInText(id)) : []
  return {
    is_compared: true,
    ...counts,
    examples: { corrected: shown(changed), gone: shown(examples) },
    refusal: refusal && {
      code: refusal.code,
      message: refusalWords(refusal.code, refusal.release_lack) ?? refusal.code,
    },
  }
}
