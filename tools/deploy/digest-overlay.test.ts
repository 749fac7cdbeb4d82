import { expect, test } from 'vitest'
import { digestOverlay, imagesToPin } from '#/deploy/digest-overlay.ts'

const compose = {
  services: {
    kafka: { image: 'apache/kafka:4.3.0' },
    intake: { image: 'jianwei:0.1.0', build: { context: '.' } },
  },
}
const three = { services: { kafka: { volumes: [] }, other: { image: 'apache/kafka:4.3.0' } } }
const DOCKERFILE = 'FROM node:24.21.0-bookworm AS one\nRUN x\nFROM node:24.21.0-bookworm-slim\n'
const digest = (letter: string) => `sha256:${letter.repeat(64)}`

test('what others made is pinned, and what ours is built on', () => {
  expect(imagesToPin([compose, three], DOCKERFILE)).toEqual([
    'apache/kafka:4.3.0',
    'node:24.21.0-bookworm',
    'node:24.21.0-bookworm-slim',
  ])
})

test('the overlay names each by its tag and its digest', () => {
  const pinned = [
    { image: 'apache/kafka:4.3.0', digest: digest('a') },
    { image: 'node:24.21.0-bookworm', digest: digest('b') },
  ]
  expect(digestOverlay([compose, three], pinned)).toEqual({
    services: {
      kafka: { image: `apache/kafka:4.3.0@${digest('a')}` },
      intake: {
        build: {
          additional_contexts: {
            'node:24.21.0-bookworm': `docker-image://node:24.21.0-bookworm@${digest('b')}`,
          },
        },
      },
    },
  })
})
