import { plainText } from '#/identifiers/feed-noise.ts'
import { withoutPercent } from '#/identifiers/personal-number.ts'

/**
 * What people and programs write where they have no identifier: 无, N/A, -, 000000, 123456. Whoever
 * has none would become one subject. What is empty or blank is none of these: it is missing. A
 * placeholder is, in any width and case, with blanks and punctuation around it:
 *
 *  - nothing but punctuation, or one of the words below;
 *  - nothing but zeros, or X, twice or more;
 *  - one character six times or more and nothing else;
 *  - six to eighteen digits (no code is longer) and nothing else, each one more than the one before
 *    from 0 or 1 on (9 may be followed by 0), or each one less from 9 down, or from any digit down
 *    to 1 or 0.
 */
export function isPlaceholder(text: string): boolean {
  if (text.trim() === '') return false
  const letters = lettersOf(text)
  if (letters === '' || WORDS.has(letters) || ZEROS_OR_XS.test(letters)) return true
  return letters.length >= FILLER_CHARACTERS_MIN && isFiller(letters) && !isLongSequence(letters)
}

/**
 * As `isPlaceholder`, by the words alone: for texts in which short and even numbers mean something.
 */
export function isPlaceholderWord(text: string): boolean {
  // No word has a digit, and most texts that are asked about have.
  if (/[0-9]/.test(text) || text.trim() === '') return false
  const letters = lettersOf(text)
  return letters === '' || WORDS.has(letters)
}

/**
 * Whether a subject id, or what means to be one, stands for nobody. In a code of fixed length the
 * part that tells bodies apart counts: the organisation code in a unified social credit code, the
 * sequence in a registration number; check characters fit a filler by chance. In `namespace:local`
 * the local part counts, and each part between colons in it may be no placeholder word.
 */
export function isPlaceholderSubject(text: string): boolean {
  const [, namespace = '', rest = text] = /^\s*([A-Za-z][A-Za-z0-9_.-]*):(.*)$/su.exec(text) ?? []
  const kind = namespace.toLowerCase()
  if (namespace === '' || kind === 'uscc' || kind === 'reg') return isPlaceholderCode(rest)
  return isPlaceholder(rest) || rest.split(':').some(isPlaceholderWord)
}

/**
 * Whether the name of a source is one that systems without a name give themselves: `null`, `N/A`,
 * `urn:unknown`, `000000`.
 */
export function isPlaceholderSource(text: string): boolean {
  const plain = withoutPercent(text)
  return isPlaceholder(plain) || isPlaceholderWord(plain.slice(plain.lastIndexOf(':') + 1))
}

/**
 * As `isPlaceholder`, also for codes of fixed length whose filler ends in a check character that
 * fits.
 */
export function isPlaceholderCode(text: string): boolean {
  if (isPlaceholder(text)) return true
  // Without a label in front.
  const own = text.replace(/^\s*(?:\p{Script=Han}+[:：]?|uscc[:：])/iu, '')
  const code = lettersOf(own)
  if (code.length >= USCC_LENGTH) return isFiller(code.slice(0, 17)) || isFiller(code.slice(8, 16))
  if (code.length === REGISTRATION_LENGTH)
    return isFiller(code.slice(0, 14)) || isFiller(code.slice(6, 14))
  return own !== text && own !== '' && isPlaceholder(own)
}

const FILLER_CHARACTERS_MIN = 6
const USCC_LENGTH = 18
const REGISTRATION_LENGTH = 15
const ZEROS_OR_XS = /^(?:0{2,}|X{2,})$/

const WORDS: ReadonlySet<string> = new Set(
  [
    '无 無 没有 沒有 暂无 暫無 暂缺 缺 缺失 空 空白 不详 不詳 不明 未知 未填 未填写 未提供 未登记 待定 待补 待补充 待查',
    'NA NULL NONE NIL NAN UNKNOWN UNDEFINED UNAVAILABLE MISSING EMPTY TBD NOTAVAILABLE ' +
      'NOTAPPLICABLE',
  ].flatMap((line) => line.split(' ')),
)

/**
 * The letters and digits of a text, in capitals and of half width. Most identifiers are no more
 * than that.
 */
function lettersOf(text: string): string {
  if (/^[0-9A-Z]+$/.test(text)) return text
  const plain = plainText(text)
  // How databases export their NULL.
  return plain === '\\N' ? '' : plain.replace(/[^\p{L}\p{N}]/gu, '')
}

/** One character over and over, or digits in their order. */
function isFiller(text: string): boolean {
  const step = stepOf(text, 0)
  if (step === undefined) return false
  for (let at = 1; at < text.length - 1; at++) if (stepOf(text, at) !== step) return false
  const [first, last] = [text.charAt(0), text.charAt(text.length - 1)]
  if (step === 1) return first === '0' || first === '1'
  return step === 0 || first === '9' || last === '1' || last === '0'
}

function isLongSequence(text: string): boolean {
  return text.length > USCC_LENGTH && stepOf(text, 0) !== 0
}

/**
 * From the character at that index to the next: 0 for the same one, 1 and 9 for the next and the
 * previous digit.
 */
function stepOf(text: string, at: number): 0 | 1 | 9 | undefined {
  const [one, next] = [text.charCodeAt(at) - DIGIT_ZERO, text.charCodeAt(at + 1) - DIGIT_ZERO]
  if (one === next) return 0
  if (!(one >= 0 && one <= 9 && next >= 0 && next <= 9)) return undefined
  const step = (next - one + 10) % 10
  return step === 1 || step === 9 ? step : undefined
}

const DIGIT_ZERO = 0x30
