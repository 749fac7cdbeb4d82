import type { z } from 'zod'
import { withoutNoise } from '#/identifiers/feed-noise.ts'
import {
  identifierSchema,
  refused,
  type ParsedIdentifier,
} from '#/identifiers/parsed-identifier.ts'
import { isCanonicalUscc, USCC_LENGTH, type Uscc } from '#/identifiers/uscc.ts'

/**
 * Code of an entry in a department's implementation list (监管事项检查实施清单编码). Known of its layout: the
 * first 18 characters are the department's USCC and the 19th is 1–5. What follows is kept unread.
 */
export type ImplementationListCode = string & z.$brand<'ImplementationListCode'>

export type ImplementationListRefusal =
  | 'LIST_CODE_LENGTH'
  | 'LIST_CODE_ALPHABET'
  | 'LIST_CODE_USCC'
  | 'LIST_CODE_KIND'

const KIND_PLACE = USCC_LENGTH
export const LIST_CODE_CHARACTERS_MIN = USCC_LENGTH + 1
/** The standard's length is not published; this is well above the codes seen. */
export const LIST_CODE_CHARACTERS_MAX = 64
const LABELS = ['监管事项检查实施清单编码', '实施清单编码']

export function parseImplementationListCode(
  raw: string,
): ParsedIdentifier<ImplementationListCode, ImplementationListRefusal> {
  const text = withoutNoise(raw, LABELS)
  if (text.length < LIST_CODE_CHARACTERS_MIN || text.length > LIST_CODE_CHARACTERS_MAX) {
    return refused(
      'LIST_CODE_LENGTH',
      `an implementation list code has ${LIST_CODE_CHARACTERS_MIN} to ` +
        `${LIST_CODE_CHARACTERS_MAX} characters, this one has ${text.length}`,
    )
  }
  if (!/^[0-9A-Z]+$/.test(text)) {
    return refused('LIST_CODE_ALPHABET', 'an implementation list code is digits and letters only')
  }
  if (!isCanonicalUscc(text.slice(0, USCC_LENGTH))) {
    return refused(
      'LIST_CODE_USCC',
      'the first 18 characters are not a valid unified social credit code',
    )
  }
  if (!/[1-5]/.test(text.charAt(KIND_PLACE))) {
    return refused(
      'LIST_CODE_KIND',
      'the 19th character of an implementation list code is a digit from 1 to 5',
    )
  }
  return { ok: true, value: text as ImplementationListCode, raw }
}

/** The department's code, then the rest. */
export function formatImplementationListCode(code: ImplementationListCode): string {
  return `${code.slice(0, USCC_LENGTH)} ${code.slice(USCC_LENGTH)}`
}

/** The department whose list it is. */
export function implementationListDepartment(code: ImplementationListCode): Uscc {
  // The parser checked that the first 18 characters are a canonical USCC.
  return code.slice(0, USCC_LENGTH) as Uscc
}

export const ImplementationListCodeSchema = identifierSchema<ImplementationListCode>(
  parseImplementationListCode,
  {
    title: { zh: '检查实施清单编码', en: 'Implementation list code' },
    description: {
      zh: '前 18 位为部门的统一社会信用代码，第 19 位为 1 至 5。',
      en: 'The first 18 characters are the USCC of the department, the 19th is 1–5.',
    },
  },
)
