import { pinyin } from 'pinyin-pro'

/** One way in which a name is read. */
export interface Reading {
  /** Syllables in small letters without tones, each with a blank before it; ü is v. */
  readonly pinyin: string
  /** The first letter of each character; what is not Chinese stays whole. */
  readonly initials: string
}

/**
 * How a name is read: by its words (重庆 is chong qing), and, where that is another reading, with
 * its first character as a surname (曾记 is zeng ji). A character's further readings are none.
 * Empty for a name without Chinese characters, which is found as it is written.
 *
 * The dictionary is that of the package, whose version is fixed: another version may read other
 * rows, and takes a next version of the projection.
 */
export function readingsOf(name: string): readonly Reading[] {
  const byWords = partsOf(name, 'off')
  if (!byWords.some(({ isZh }) => isZh)) return []
  const head = /^\p{Script=Han}{1,2}/u.exec(name)?.[0] ?? ''
  const asSurname = head === '' ? [] : partsOf(head, 'head')
  const readings = [byWords, [...asSurname, ...byWords.slice(asSurname.length)]].map(readingOf)
  return readings[0]?.pinyin === readings[1]?.pinyin ? readings.slice(0, 1) : readings
}

/** A Chinese character with its syllable, or what stands together between such characters. */
interface Part {
  readonly text: string
  readonly isZh: boolean
}

/** Character by character; what is not Chinese stays together. */
function partsOf(name: string, surname: 'off' | 'head'): readonly Part[] {
  let at = 0
  // All that the package could say of each character costs more than the reading.
  return pinyin(name, { ...WRITTEN, surname }).map((text) => {
    // What is no syllable is given as it is written.
    const isZh = !name.startsWith(text, at)
    at += isZh ? String.fromCodePoint(name.codePointAt(at) ?? 0).length : text.length
    return { text, isZh }
  })
}

const WRITTEN = { type: 'array', toneType: 'none', nonZh: 'consecutive', v: true } as const

function readingOf(parts: readonly Part[]): Reading {
  const read = parts.map(({ isZh, text }) => {
    const letters = lettersOf(text)
    return { letters, initial: isZh ? letters.charAt(0) : letters }
  })
  return {
    pinyin: read.map(({ letters }) => (letters === '' ? '' : ` ${letters}`)).join(''),
    initials: read.map(({ initial }) => initial).join(''),
  }
}

/**
 * What somebody types as pinyin or initials: its Latin letters and digits, small; undefined where
 * it is nothing of the kind.
 */
export function typedPinyin(text: string): string | undefined {
  const plain = text.normalize('NFKC')
  if (/[^\p{Script=Latin}0-9\s'’·.-]/u.test(plain)) return undefined
  const letters = lettersOf(plain)
  return /[a-z]/.test(letters) ? letters : undefined
}

/** Full width becomes half, ü becomes v, other marks on letters go. */
function lettersOf(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('u\u0308', 'v')
    .replace(/[^a-z0-9]/g, '')
}
