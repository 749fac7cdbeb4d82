import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/*
 * SQLite reads its write-ahead log up to the first frame whose checksum is wrong and takes what
 * follows for the leavings of an older time: that is right after a crash, and silent when a byte
 * was damaged. So the file is looked at before the engine opens it and throws it away. Format:
 * https://www.sqlite.org/fileformat2.html#walformat
 */

/** The write-ahead log that belongs to the file. */
export function walOf(path: string): string {
  return `${path}-wal`
}

/** What the engine would leave out of a write-ahead log without a word. */
export interface CutWal {
  /**
   * Transactions that are in the file and would not be read, of which one at most is the leaving of
   * a kill.
   */
  readonly transactions: number
  /** The first frame that is not what was written, counted from 1; 0 for the file's header. */
  readonly frame: number
}

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
const MAGIC = 0x377f0682
/** Written while another process opens: its file is looked at again before it is called damaged. */
const LOOKS = 3
/** A file that is another one at each look is being written, so it is not for us to judge. */
const LOOKS_MAX = 30

/**
 * Undefined when the file is whole, or ends in transactions that are not: that is what kills leave,
 * and nobody was told that they were written.
 */
export function cutWal(path: string): CutWal | undefined {
  let cut: CutWal | undefined
  let alike = 0
  // A process that writes may begin the file anew while it is read; damage stays.
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    const now = lookAt(path)
    if (now === undefined) return undefined
    alike = cut?.frame === now.frame && cut.transactions <= now.transactions ? alike + 1 : 1
    if (alike === LOOKS) return now
    cut = now
  }
  return undefined
}

function lookAt(path: string): CutWal | undefined {
  const file = opened(path)
  if (file === undefined) return undefined
  try {
    const header = read(file, HEADER_BYTES, 0)
    if (header === undefined) return undefined
    return cutAfter(file, header)
  } finally {
    closeSync(file)
  }
}

/**
 * Undefined when there is none: who closes the database last removes it, perhaps at this moment.
 */
function opened(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

type Sum = readonly [number, number]

function cutAfter(file: number, header: Buffer): CutWal | undefined {
  const littleEndian = header.readUInt32BE(0) === MAGIC
  const pageBytes = header.readUInt32BE(8)
  let sum = checksum([0, 0], header.subarray(0, 24), littleEndian)
  const isWhole =
    (littleEndian || header.readUInt32BE(0) === MAGIC + 1) &&
    sum[0] === header.readUInt32BE(24) &&
    sum[1] === header.readUInt32BE(28)
  if (!isWhole) return cutAtHeader(file, header)
  const salts = header.subarray(16, 24)
  let cutAt: number | undefined
  let behind: Behind | undefined
  for (const { frame, number } of framesOf(file, pageBytes)) {
    const isOfThisTime = frame.subarray(8, 16).equals(salts)
    if (cutAt === undefined) {
      if (isOfThisTime && isSumOf(frame, sum, littleEndian)) {
        sum = sumIn(frame)
        continue
      }
      cutAt = number
      behind = new Behind(sum, littleEndian)
    }
    behind?.add(frame, isOfThisTime)
  }
  if (cutAt === undefined || behind?.isDamage !== true) return undefined
  return { transactions: behind.transactions, frame: cutAt }
}

/**
 * What lies behind the end. A process that is killed before its last transaction counts leaves the
 * frames of that one; the next writer begins in the same place and may leave the rest of them. So
 * there can be several such transactions, but never two whose frames go on from one another: each
 * frame's checksum is made of that of the frame before it.
 */
class Behind {
  readonly #littleEndian: boolean
  /**
   * What the next frame may go on from: the checksum that the last one should have, and the one
   * that it says it has.
   */
  #sums: readonly Sum[]
  #inRow = 0
  /** Of the row: a frame that goes on from it and has other salts is a damaged one. */
  #isOfThisTime = true
  #isDamage = false
  #transactions = 0

  constructor(end: Sum, littleEndian: boolean) {
    this.#sums = [end]
    this.#littleEndian = littleEndian
  }

  /** Two whole transactions that go on from one another. */
  get isDamage(): boolean {
    return this.#isDamage
  }

  get transactions(): number {
    return this.#transactions
  }

  add(frame: Buffer, isOfThisTime: boolean): void {
    const goesOn = this.#sums.some((sum) => isSumOf(frame, sum, this.#littleEndian))
    const [before] = this.#sums
    this.#sums = [
      sumIn(frame),
      ...(before === undefined ? [] : [sumOf(frame, before, this.#littleEndian)]),
    ]
    if (!goesOn) {
      this.#inRow = 0
      this.#isOfThisTime = isOfThisTime
    }
    if (!this.#isOfThisTime || !isCommit(frame)) return
    this.#transactions += 1
    this.#inRow += 1
    if (this.#inRow > 1) this.#isDamage = true
  }
}

function isSumOf(frame: Buffer, before: Sum, littleEndian: boolean): boolean {
  const [one, two] = sumOf(frame, before, littleEndian)
  const [first, second] = sumIn(frame)
  return one === first && two === second
}

/** The checksum that a frame should have. */
function sumOf(frame: Buffer, before: Sum, littleEndian: boolean): Sum {
  const header = checksum(before, frame.subarray(0, 8), littleEndian)
  return checksum(header, frame.subarray(FRAME_HEADER_BYTES), littleEndian)
}

/** The checksum that the frame says it has. */
function sumIn(frame: Buffer): Sum {
  return [frame.readUInt32BE(16), frame.readUInt32BE(20)]
}

/**
 * The engine ignores a file with a wrong header as a whole. One that a crash left half written is
 * followed by nothing, or by frames of the time before, with which it shares neither salt.
 */
function cutAtHeader(file: number, header: Buffer): CutWal | undefined {
  const pageBytes = header.readUInt32BE(8)
  const isPageSize = pageBytes >= 512 && pageBytes <= 65_536 && (pageBytes & (pageBytes - 1)) === 0
  let salts: Buffer | undefined
  let transactions = 0
  for (const { frame } of framesOf(file, isPageSize ? pageBytes : 4_096)) {
    salts ??= Buffer.from(frame.subarray(8, 16))
    if (frame.subarray(8, 16).equals(salts) && isCommit(frame)) transactions += 1
  }
  const isOfThisTime =
    salts !== undefined &&
    (salts.readUInt32BE(0) === header.readUInt32BE(16) ||
      salts.readUInt32BE(4) === header.readUInt32BE(20))
  return isOfThisTime && transactions > 0 ? { transactions, frame: 0 } : undefined
}

function isCommit(frame: Buffer): boolean {
  return frame.readUInt32BE(4) !== 0
}

/** Each frame with its header, in a buffer that the next one uses again. */
function* framesOf(
  file: number,
  pageBytes: number,
): Generator<{ readonly frame: Buffer; readonly number: number }> {
  const bytes = FRAME_HEADER_BYTES + pageBytes
  const count = Math.floor((fstatSync(file).size - HEADER_BYTES) / bytes)
  const buffer = Buffer.alloc(bytes)
  for (let number = 1; number <= count; number++) {
    const frame = read(file, bytes, HEADER_BYTES + (number - 1) * bytes, buffer)
    if (frame === undefined) return
    yield { frame, number }
  }
}

function read(
  file: number,
  bytes: number,
  at: number,
  buffer = Buffer.alloc(bytes),
): Buffer | undefined {
  return readSync(file, buffer, 0, bytes, at) === bytes ? buffer : undefined
}

function checksum([first, second]: Sum, bytes: Buffer, littleEndian: boolean): Sum {
  let [one, two] = [first, second]
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < bytes.byteLength; at += 8) {
    one = (one + words.getUint32(at, littleEndian) + two) >>> 0
    two = (two + words.getUint32(at + 4, littleEndian) + one) >>> 0
  }
  return [one, two]
}
