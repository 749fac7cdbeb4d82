/**
 * The median absolute deviation times 1.4826 is the standard deviation where numbers are normally distributed (Rousseeuw and
 * Croux 1993); in ten-thousandths.
 */
export const SPREAD_E4 = 14_826
