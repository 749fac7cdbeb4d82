import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** What a server that a run found really was. */
export interface EngineNote {
  /** As the table of contracts calls it, such as `Apache Kafka`. */
  readonly server: string
  readonly way: 'maven' | 'image' | 'given'
  /** A version, an image, or the variable that gave its address. */
  readonly what: string
}

/** The name of a server that runs in a container beside one that does not. */
export function inContainer(server: string): string {
  return `${server} in a container`
}

/** Where a run notes it for whoever started the run. */
export const ENGINE_NOTES = 'ENGINE_NOTES'

/** Does nothing where nobody asks for notes. */
export function noteEngine(note: EngineNote): void {
  const file = process.env[ENGINE_NOTES]
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(note)}\n`)
}

/** For people. */
export function toldEngine({ server, way, what }: EngineNote): string {
  switch (way) {
    case 'maven':
      return `${server} ${what} from Maven Central`
    case 'image':
      return `${server} in the image ${what}`
    case 'given':
      return `${server} from ${what}`
  }
}

/** Empty where nothing was noted. */
export function notedEngines(file: string): readonly EngineNote[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as EngineNote)
}
