/** Chances of counts that come about independently of each other, at a known rate. */

/**
 * P(X ≥ n) for a Poisson variable with mean `lambda`, for n above the mean: the terms from n on are
 * added up until they no longer matter. Exact to about 12 digits for means up to 10,000.
 */
export function poissonTail(n: number, lambda: number): number {
  if (n <= 0) return 1
  if (lambda === 0) return 0
  let term = Math.exp(n * Math.log(lambda) - lambda - logFactorial(n))
  let sum = term
  for (let k = n + 1; term > sum * Number.EPSILON; k++) {
    term *= lambda / k
    sum += term
  }
  return sum
}

/**
 * The value that a standard normal variable exceeds with the given chance, which is at most 0.1.
 */
export function normalUpperQuantile(chance: number): number {
  let [low, high] = [1, 10]
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2
    if (normalTail(middle) > chance) low = middle
    else high = middle
  }
  return (low + high) / 2
}

const BISECTIONS = 100
const FRACTION_TERMS = 400

/** By the continued fraction of the Mills ratio (Laplace), which converges from 1 on. */
function normalTail(z: number): number {
  let below = z
  for (let term = FRACTION_TERMS; term >= 1; term--) below = z + term / below
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / below
}

const logFactorials = [0]

function logFactorial(n: number): number {
  for (let k = logFactorials.length; k <= n; k++) {
    // The entry before it has just been made.
    logFactorials.push(logFactorials[k - 1]! + Math.log(k))
  }
  return logFactorials[n]!
}
