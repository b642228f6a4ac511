import type { Spoiler } from './spoiling.ts'
import { wrongAnswers } from './wrong-answers.ts'
import { wrongDeeds } from './wrong-deeds.ts'
import { wrongReadings } from './wrong-readings.ts'

export type { Spoiler } from './spoiling.ts'

/**
 * Faults that the suite has to notice. Each is put between the suite and a server that is right in what `noticedBy` names: a suite
 * that cannot fail is worth nothing.
 */
export const spoilers: readonly Spoiler[] = [...wrongAnswers, ...wrongDeeds, ...wrongReadings]
