import type { CodedColumn, TextColumn } from '#/ports/column-block.ts'

/*
 * Parts of columns of several blocks as one column, in the order of the parts.
 */

type Numbers = Float64Array | Uint32Array | Uint8Array

/** Numbers of one kind. */
export function joinedNumbers<Column extends Numbers>(
  kind: new (length: number) => Column,
  parts: readonly Column[],
): Column {
  const whole = new kind(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const one of parts) {
    whole.set(one, at)
    at += one.length
  }
  return whole
}

/** Texts that have codes: each different one has one code in the end. */
export function joinedCodes(parts: readonly CodedColumn[]): CodedColumn {
  const coded = new Map<string, number>()
  const codeOf = (text: string): number => {
    const code = coded.get(text) ?? coded.size
    coded.set(text, code)
    return code
  }
  const codes = parts.map(({ texts, codes: before }) => {
    const own = texts.map(codeOf)
    return Uint32Array.from(before, (code) => own[code]!)
  })
  return { texts: [...coded.keys()], codes: joinedNumbers(Uint32Array, codes) }
}

/** Texts, with the bytes of no others. Each part lies one after the other, and is not empty. */
export function joinedTexts(parts: readonly TextColumn[]): TextColumn {
  const bytes = parts.map((part) => part.bytes.subarray(part.starts[0], part.ends.at(-1)))
  const shifted = (side: 'starts' | 'ends'): Uint32Array => {
    let before = 0
    const columns = parts.map((part, index) => {
      const first = part.starts[0]!
      const column = part[side].map((at) => at - first + before)
      before += bytes[index]!.length
      return column
    })
    return joinedNumbers(Uint32Array, columns)
  }
  return { bytes: Buffer.concat(bytes), starts: shifted('starts'), ends: shifted('ends') }
}
